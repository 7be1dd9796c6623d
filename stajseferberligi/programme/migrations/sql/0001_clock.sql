-- The one clock. Production's shift is zero for ever: only a connection that was opened for a simulation may change it.
CREATE TABLE staj_clock (
    the_only_row boolean PRIMARY KEY DEFAULT true CHECK (the_only_row),
    shift interval NOT NULL DEFAULT '0'
);
INSERT INTO staj_clock DEFAULT VALUES;

CREATE FUNCTION staj_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN clock_timestamp() + (SELECT shift FROM staj_clock);
END
$$;

CREATE FUNCTION staj_in_simulation() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('staj.simulation', true), 'off') = 'on'
$$;

CREATE FUNCTION staj_guard_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND staj_in_simulation() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The clock may only be moved by a simulation' USING ERRCODE = 'check_violation', CONSTRAINT = 'clock_is_not_moved';
END
$$;
CREATE TRIGGER staj_guard_clock BEFORE INSERT OR UPDATE OR DELETE ON staj_clock FOR EACH ROW EXECUTE FUNCTION staj_guard_clock();
CREATE TRIGGER staj_guard_clock_truncate BEFORE TRUNCATE ON staj_clock FOR EACH STATEMENT EXECUTE FUNCTION staj_guard_clock();
