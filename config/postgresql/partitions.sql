-- The releases of a database that many sites forward to, in one part for each month of their start.
-- Run by its owner before central.sql; where central.sql ran before, run that again afterwards, since
-- the table is made anew and takes its rows over; and then daily.sql, if you use that. It may be run
-- again.
--
-- What it is for: rows that are too old go with their month, at once and from the disk, where a
-- DELETE and VACUUM FULL would write the whole table anew while nobody may read it; and the index
-- that rows are added to is that of a month. config/handbook/FLEET.md has figures.
--
-- Then once a day, for instance from cron:
--   psql "$URL" -c "SELECT make_release_months(), drop_release_months('400 days')"
--   psql "$URL" -c "VACUUM FULL releases_other"

-- Make a part for each month that lacks one. Rows of a month that has none, of a site whose clock is
-- wrong say, are kept in releases_other and move when their month is made.
CREATE OR REPLACE FUNCTION make_release_months(
  first timestamptz DEFAULT now() - interval '14 months',
  last timestamptz DEFAULT now() + interval '3 months'
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  month timestamp := date_trunc('month', first AT TIME ZONE 'UTC');
  part text;
  made integer := 0;
BEGIN
  WHILE month <= last AT TIME ZONE 'UTC' LOOP
    part := 'releases_' || to_char(month, 'YYYY_MM');
    IF to_regclass(part) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE releases INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
      EXECUTE format(
        'WITH moved AS (DELETE FROM releases_other WHERE start >= %1$L AND start < %2$L RETURNING *)'
        'INSERT INTO %3$I SELECT * FROM moved',
        month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC', part
      );
      EXECUTE format(
        'ALTER TABLE releases ATTACH PARTITION %3$I FOR VALUES FROM (%1$L) TO (%2$L)',
        month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC', part
      );
      made := made + 1;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- Drop the months of which every row is older than that, so that rows stay up to a month longer.
CREATE OR REPLACE FUNCTION drop_release_months(keep interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  part text;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT inhrelid::regclass::text FROM pg_inherits
    WHERE inhparent = 'releases'::regclass AND inhrelid::regclass::text ~ '^releases_\d{4}_\d\d$'
      AND to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') + interval '1 month'
        < (now() - keep) AT TIME ZONE 'UTC' - interval '2 days' -- a release may end the day after
  LOOP
    EXECUTE format('ALTER TABLE releases DETACH PARTITION %I', part);
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM releases_other WHERE "end" < now() - keep;
  RETURN dropped;
END $$;

REVOKE EXECUTE ON FUNCTION make_release_months, drop_release_months FROM PUBLIC;

-- The table itself, all or nothing.
DO $$
DECLARE
  hourly text;
  daily text;
BEGIN
  IF (SELECT relkind FROM pg_class WHERE oid = 'releases'::regclass) = 'p' THEN
    PERFORM make_release_months();
    RETURN;
  END IF;
  LOCK TABLE releases, audited IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM audited) OR EXISTS (SELECT FROM pending) THEN
    RAISE EXCEPTION 'sites keep their own store in this database; parts are for one they forward to';
  END IF;
  hourly := pg_get_viewdef('compliance_hourly'::regclass);
  daily := pg_get_viewdef('compliance_daily'::regclass);
  DROP VIEW compliance_hourly, compliance_daily;
  DROP MATERIALIZED VIEW IF EXISTS release_days; -- daily.sql makes it
  ALTER TABLE audited DROP CONSTRAINT audited_site_area_start_fkey;
  ALTER TABLE releases RENAME TO releases_whole;
  ALTER TABLE releases_whole RENAME CONSTRAINT releases_pkey TO releases_whole_pkey;
  CREATE TABLE releases (
    LIKE releases_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (site, area, start),
    FOREIGN KEY (site, area) REFERENCES areas (site, area)
  ) PARTITION BY RANGE (start);
  CREATE TABLE releases_other PARTITION OF releases DEFAULT;
  PERFORM make_release_months();
  PERFORM make_release_months(min(start), max(start)) FROM releases_whole HAVING count(*) > 0;
  INSERT INTO releases SELECT * FROM releases_whole;
  DROP TABLE releases_whole;
  EXECUTE 'CREATE VIEW compliance_hourly AS ' || hourly;
  EXECUTE 'CREATE VIEW compliance_daily AS ' || daily;
  ALTER TABLE audited ADD FOREIGN KEY (site, area, start)
    REFERENCES releases (site, area, start) ON DELETE CASCADE;
END $$;

-- For what asks for a day or a week of all sites: a few pages for each month, since rows lie in the
-- order in which they came.
CREATE INDEX IF NOT EXISTS releases_start ON releases USING brin (start) WITH (autosummarize = on);
