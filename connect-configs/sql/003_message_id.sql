-- The id that SQS gave the message, as the primary key: the sink upserts by it, so that a message
-- which is delivered again updates its row and never makes a second one.
-- Rows from before this migration get an id of their own, so that none of them is lost.
ALTER TABLE user_logins ADD COLUMN IF NOT EXISTS message_id varchar(128);

UPDATE user_logins SET message_id = 'migrated-' || gen_random_uuid() WHERE message_id IS NULL;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_constraint
    WHERE conrelid = 'user_logins'::regclass AND contype = 'p'
  ) THEN
    ALTER TABLE user_logins ADD PRIMARY KEY (message_id);
  END IF;
END
$$;
