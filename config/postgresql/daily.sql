-- Days of every site, worked out once a day instead of whenever somebody asks: for a database that so
-- many sites forward to that the queries of config/sql take too long over all of them.
-- Run by its owner after central.sql. It holds released rows' sums by day, as compliance_daily does.
-- config/handbook/FLEET.md has figures. Queries read release_days in place of compliance_daily.
--
-- Once a day, for instance from cron, while readers go on reading:
--   psql "$URL" -c "REFRESH MATERIALIZED VIEW CONCURRENTLY release_days"
--
-- What is erased from the releases is gone from here after the next refresh and a VACUUM.
CREATE MATERIALIZED VIEW IF NOT EXISTS release_days AS SELECT * FROM compliance_daily;
CREATE UNIQUE INDEX IF NOT EXISTS release_days_key ON release_days (site, area, start);
GRANT SELECT ON release_days TO compliance_reader;
