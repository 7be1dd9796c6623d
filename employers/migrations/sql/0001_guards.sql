-- An employer moves only along employers.states.MOVES.
CREATE FUNCTION employers_guard_employer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY['pending>approved', 'approved>suspended', 'suspended>approved'])) THEN
        RAISE EXCEPTION 'An employer does not move from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'employer_move_is_in_the_table';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER employers_guard_employer BEFORE UPDATE OF status ON employers_employer
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION employers_guard_employer();

-- Only the offers' own trigger counts taken places; a hand-written number would make room that is not there.
CREATE FUNCTION employers_guard_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 AND NEW.taken <> (CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.taken END) THEN
        RAISE EXCEPTION 'Taken places are counted, not written' USING ERRCODE = 'check_violation', CONSTRAINT = 'quota_taken_is_counted';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER employers_guard_taken BEFORE INSERT OR UPDATE OF taken ON employers_quota
    FOR EACH ROW EXECUTE FUNCTION employers_guard_taken();
