-- An application moves only along candidates.states.MOVES.
CREATE FUNCTION candidates_guard_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY[
        'submitted>pool', 'submitted>left', 'pool>full', 'pool>left', 'full>pool', 'full>left'
    ])) THEN
        RAISE EXCEPTION 'An application does not move from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_move_is_in_the_table';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER candidates_guard_application BEFORE UPDATE OF status ON candidates_application
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION candidates_guard_application();
