-- A PostgreSQL database that many sites forward their released rows to ([forward] in site.toml).
-- Run once, as the database's owner, after its tables were made by
--   compliance migrate central.toml      (a site.toml whose [store] url is this database)
-- with: psql "$URL" -f central.sql. It may be run again.
--
-- Each site logs in under its own name and can add released rows of its own and read them back;
-- it cannot change or delete any, nor see another site's. Nobody forwards open or pending counts,
-- and no site may write them here.

DO $$ BEGIN
  CREATE ROLE compliance_site NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

GRANT SELECT ON alembic_version TO compliance_site;
GRANT SELECT, INSERT ON areas, releases TO compliance_site;

ALTER TABLE areas ENABLE ROW LEVEL SECURITY;
ALTER TABLE releases ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS own_rows ON areas;
DROP POLICY IF EXISTS own_rows ON releases;
CREATE POLICY own_rows ON areas TO compliance_site
  USING (site = CURRENT_USER) WITH CHECK (site = CURRENT_USER);
CREATE POLICY own_rows ON releases TO compliance_site
  USING (site = CURRENT_USER) WITH CHECK (site = CURRENT_USER);

-- Who reads for dashboards and statistics: everything released, nothing else.
DO $$ BEGIN
  CREATE ROLE compliance_reader NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

GRANT SELECT ON areas, releases, compliance_hourly, compliance_daily TO compliance_reader;
DROP POLICY IF EXISTS all_rows ON areas;
DROP POLICY IF EXISTS all_rows ON releases;
CREATE POLICY all_rows ON areas FOR SELECT TO compliance_reader USING (true);
CREATE POLICY all_rows ON releases FOR SELECT TO compliance_reader USING (true);

-- A new site; its name as in its site.toml, at most 63 characters:
--   CREATE ROLE "lyon-01" LOGIN PASSWORD '...' IN ROLE compliance_site;
-- A person or dashboard that reads:
--   CREATE ROLE grafana LOGIN PASSWORD '...' IN ROLE compliance_reader;
--
-- Retention: sites erase their own rows; here, once a day, as the owner:
--   DELETE FROM releases WHERE "end" < now() - interval '400 days';
--   VACUUM FULL releases;
-- That writes everything anew while nobody may read. Where more than a few sites share the database, run
-- partitions.sql before this file: rows then lie in months, and a month that is too old is dropped.
-- Where many do, daily.sql after it keeps the days of all of them at hand. config/handbook/FLEET.md
-- says what both cost and bring.
