-- Days of every site, worked out once a day instead of whenever somebody asks: for a database that so
-- many sites forward to that the queries of config/sql take too long over all of them.
-- Run by its owner after central.sql, and again after each `compliance migrate`: it is made anew then.
-- It holds what compliance_daily does, so queries read release_days in its place.
-- config/handbook/FLEET.md has figures.
--
-- Once a day, for instance from cron, while readers go on reading:
--   psql "$URL" -c "REFRESH MATERIALIZED VIEW CONCURRENTLY release_days"
--
-- What is erased from the releases is gone from here after the next refresh and a VACUUM.
BEGIN;
DROP MATERIALIZED VIEW IF EXISTS release_days;
-- By the view's text and not its name, so that an upgrade may replace the view.
DO $$ BEGIN
  EXECUTE 'CREATE MATERIALIZED VIEW release_days AS ' || pg_get_viewdef('compliance_daily'::regclass);
END $$;
CREATE UNIQUE INDEX release_days_key ON release_days (site, area, start);
GRANT SELECT ON release_days TO compliance_reader;
COMMIT;
