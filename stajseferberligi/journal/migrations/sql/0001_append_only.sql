-- The journal is append-only, whoever asks. Only a simulation's own database may be emptied between two tests.
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND staj_in_simulation() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The journal is never edited' USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_is_append_only';
END
$$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal_event FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_is_not_truncated BEFORE TRUNCATE ON journal_event FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- Every event waits in the outbox until its letters are written, also one that was written with raw SQL.
CREATE FUNCTION journal_fill_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_outbox (event_id) SELECT id FROM written;
    RETURN NULL;
END
$$;
CREATE TRIGGER journal_fill_outbox AFTER INSERT ON journal_event
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION journal_fill_outbox();
