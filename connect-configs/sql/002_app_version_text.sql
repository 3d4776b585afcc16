-- Versions look like 2.3.0, and 2.0 is not 2.00: an integer can hold none of them.
-- Integers that are there already keep their digits; a second run changes nothing.
ALTER TABLE user_logins
  ALTER COLUMN app_version TYPE varchar(32) USING app_version::varchar(32);
