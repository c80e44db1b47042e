-- Ten questions to the views compliance_hourly and compliance_daily; see README.md beside this file.
-- The same text runs on SQLite and PostgreSQL. Sums first, ratios last: a mean of rates would let an
-- hour of ten people weigh as much as one of a thousand. Where several sites share a database, add
-- WHERE site = '...'.

-- name: overall
-- The rate of each area over everything that is kept.
SELECT site, area, SUM(decided) AS decided, 1.0 * SUM(mask) / NULLIF(SUM(decided), 0) AS rate
FROM compliance_daily
GROUP BY site, area
ORDER BY site, area;

-- name: by_day
-- Each day in UTC: how many passed, of how many it could be said, the rate, and how long was watched.
SELECT site, area, start, "end", passages, decided, compliance_rate AS rate, unknown_share, coverage
FROM compliance_daily
ORDER BY site, area, start;

-- name: by_hour
-- The same for each hour; a row is longer where fewer people passed than may be told of.
SELECT site, area, start, "end", passages, decided, compliance_rate AS rate, unknown_share, coverage
FROM compliance_hourly
ORDER BY site, area, start;

-- name: by_hour_of_day
-- The rate by the hour of the day, in UTC, over all days.
SELECT site, area, SUBSTR(CAST(start AS TEXT), 12, 2) AS hour, SUM(decided) AS decided,
    1.0 * SUM(mask) / NULLIF(SUM(decided), 0) AS rate
FROM compliance_hourly
GROUP BY site, area, SUBSTR(CAST(start AS TEXT), 12, 2)
ORDER BY site, area, hour;

-- name: by_month
-- The rate by month, with the share of time watched: little of it, and the rate is of few hours.
SELECT site, area, SUBSTR(CAST(start AS TEXT), 1, 7) AS month, SUM(decided) AS decided,
    1.0 * SUM(mask) / NULLIF(SUM(decided), 0) AS rate,
    1.0 * SUM(observed_seconds) / NULLIF(SUM(expected_seconds), 0) AS coverage
FROM compliance_daily
GROUP BY site, area, SUBSTR(CAST(start AS TEXT), 1, 7)
ORDER BY site, area, month;

-- name: moving_week
-- The rate of each day together with the six days before it in which something was released.
SELECT site, area, start,
    1.0 * SUM(mask) OVER week / NULLIF(SUM(decided) OVER week, 0) AS rate
FROM compliance_daily
WINDOW week AS (PARTITION BY site, area ORDER BY start ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)
ORDER BY site, area, start;

-- name: with_interval
-- Each day's rate with its 95 % interval (Wilson's), as if people came one by one; the API and
-- reports also allow for groups, so theirs may be wider.
SELECT site, area, start, decided, p AS rate,
    (p + z / 2 - SQRT(3.841458820694124 * p * (1 - p) / decided + z * z / 4)) / (1 + z) AS low,
    (p + z / 2 + SQRT(3.841458820694124 * p * (1 - p) / decided + z * z / 4)) / (1 + z) AS high
FROM (
    SELECT site, area, start, decided, compliance_rate AS p, 3.841458820694124 / decided AS z
    FROM compliance_daily
    WHERE decided > 0
) AS days
ORDER BY site, area, start;

-- name: bounds
-- Between which rates the truth lies, whatever the undecided and the withheld wore.
SELECT site, area, start, 1.0 * mask / passages AS lowest,
    1.0 * (mask + unknown + withheld) / passages AS highest
FROM compliance_daily
WHERE passages > withheld
ORDER BY site, area, start;

-- name: gaps
-- Days of which less than four fifths were watched: compare their rates with care.
SELECT site, area, start, "end", coverage
FROM compliance_daily
WHERE coverage < 0.8
ORDER BY site, area, start;

-- name: before_and_after
-- Before and after a change; put its moment in three places. What lay around it belongs to neither.
SELECT site, area,
    CASE WHEN start >= '2026-01-12T00:00:00Z' THEN 'after' ELSE 'before' END AS side,
    SUM(decided) AS decided, 1.0 * SUM(mask) / NULLIF(SUM(decided), 0) AS rate
FROM compliance_hourly
WHERE "end" <= '2026-01-12T00:00:00Z' OR start >= '2026-01-12T00:00:00Z'
GROUP BY site, area, CASE WHEN start >= '2026-01-12T00:00:00Z' THEN 'after' ELSE 'before' END
ORDER BY site, area, side DESC;
