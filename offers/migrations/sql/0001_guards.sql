-- An offer belongs to its quota's employer and programme, and to an application of that same programme.
ALTER TABLE offers_offer
    ADD CONSTRAINT offer_quota_is_the_employers_own FOREIGN KEY (quota_id, employer_id, programme_id)
        REFERENCES employers_quota (id, employer_id, programme_id),
    ADD CONSTRAINT offer_application_is_in_the_programme FOREIGN KEY (application_id, programme_id)
        REFERENCES candidates_application (id, programme_id);

-- The life of an offer: the table of moves, the stamps, and what may never change.
CREATE FUNCTION offers_guard_offer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    instant timestamptz := staj_now();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'sent' THEN
            RAISE EXCEPTION 'An offer begins as sent, not as %', NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_begins_as_sent';
        END IF;
        NEW.sent_at := instant;
        NEW.moved_at := instant;
        NEW.accepted_at := NULL;
        NEW.confirmed_at := NULL;
        NEW.confirmation_due_at := NULL;
        RETURN NEW;
    END IF;

    IF (NEW.code, NEW.employer_id, NEW.application_id, NEW.programme_id, NEW.quota_id, NEW.province, NEW.starts_on, NEW.ends_on,
        NEW.working_days, NEW.monthly_wage, NEW.gives_meal, NEW.gives_transport, NEW.gives_accommodation, NEW.title, NEW.description,
        NEW.supervisor, NEW.sent_at, NEW.sent_by_id)
       IS DISTINCT FROM
       (OLD.code, OLD.employer_id, OLD.application_id, OLD.programme_id, OLD.quota_id, OLD.province, OLD.starts_on, OLD.ends_on,
        OLD.working_days, OLD.monthly_wage, OLD.gives_meal, OLD.gives_transport, OLD.gives_accommodation, OLD.title, OLD.description,
        OLD.supervisor, OLD.sent_at, OLD.sent_by_id) THEN
        RAISE EXCEPTION 'The terms of an offer are fixed once it is sent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_terms_are_fixed';
    END IF;

    -- A deadline moves only under a new version, so that reminders of the old one are told apart.
    IF (NEW.response_due_at IS DISTINCT FROM OLD.response_due_at
        OR (OLD.confirmation_due_at IS NOT NULL AND NEW.confirmation_due_at IS DISTINCT FROM OLD.confirmation_due_at))
       AND NEW.deadline_version <> OLD.deadline_version + 1 THEN
        RAISE EXCEPTION 'A deadline moves only under a new version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_deadline_has_a_version';
    END IF;

    NEW.accepted_at := OLD.accepted_at;
    NEW.confirmed_at := OLD.confirmed_at;
    NEW.moved_at := OLD.moved_at;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;

    IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY[
        'sent>accepted', 'sent>declined', 'sent>expired', 'sent>withdrawn', 'sent>voided',
        'accepted>confirmed', 'accepted>lapsed', 'accepted>cancelled', 'accepted>voided',
        'confirmed>placed', 'confirmed>voided',
        'placed>cancelled'
    ])) AND NOT (
        OLD.status || '>' || NEW.status = 'declined>sent'
        AND EXISTS (SELECT FROM offers_reversal r
                     WHERE r.offer_id = OLD.id AND r.kind = 'reopen' AND r.approved_at IS NOT NULL AND r.applied_at IS NULL)
    ) THEN
        RAISE EXCEPTION 'An offer does not move from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_move_is_in_the_table';
    END IF;

    NEW.moved_at := instant;
    IF NEW.status = 'accepted' THEN
        NEW.accepted_at := instant;
    ELSIF NEW.status = 'confirmed' THEN
        NEW.confirmed_at := instant;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER offers_guard_offer BEFORE INSERT OR UPDATE ON offers_offer FOR EACH ROW EXECUTE FUNCTION offers_guard_offer();

-- Only a simulation's own database may be emptied between two tests.
CREATE FUNCTION offers_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND staj_in_simulation() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'promises_are_kept';
END
$$;
CREATE TRIGGER offers_are_kept BEFORE DELETE ON offers_offer FOR EACH ROW EXECUTE FUNCTION offers_refuse_delete();
CREATE TRIGGER placements_are_kept BEFORE DELETE ON offers_placement FOR EACH ROW EXECUTE FUNCTION offers_refuse_delete();
CREATE TRIGGER offers_are_not_truncated BEFORE TRUNCATE ON offers_offer FOR EACH STATEMENT EXECUTE FUNCTION offers_refuse_delete();
CREATE TRIGGER placements_are_not_truncated BEFORE TRUNCATE ON offers_placement
    FOR EACH STATEMENT EXECUTE FUNCTION offers_refuse_delete();

-- Confirmed and placed offers take a place of their quota; employers_quota's own CHECK refuses the one too many.
CREATE FUNCTION offers_count_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE employers_quota q SET taken = q.taken + d.change
      FROM (SELECT quota_id, sum(change)::int AS change
              FROM (SELECT quota_id, 1 AS change FROM after_move WHERE status IN ('confirmed', 'placed')
                    UNION ALL
                    SELECT quota_id, -1 FROM before_move WHERE status IN ('confirmed', 'placed')) AS moves
             GROUP BY quota_id) AS d
     WHERE q.id = d.quota_id AND d.change <> 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER offers_count_taken AFTER UPDATE ON offers_offer
    REFERENCING OLD TABLE AS before_move NEW TABLE AS after_move FOR EACH STATEMENT EXECUTE FUNCTION offers_count_taken();

-- A placement repeats its offer's application and dates, and nothing but its cancellation is ever written on it.
CREATE FUNCTION offers_guard_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM offers_offer o
                        WHERE o.id = NEW.offer_id AND o.application_id = NEW.application_id
                          AND o.starts_on = NEW.starts_on AND o.ends_on = NEW.ends_on) THEN
            RAISE EXCEPTION 'A placement repeats its offer' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_repeats_its_offer';
        END IF;
        NEW.placed_at := staj_now();
        NEW.cancelled_at := NULL;
    ELSE
        IF (NEW.offer_id, NEW.application_id, NEW.slot, NEW.starts_on, NEW.ends_on, NEW.placed_at)
           IS DISTINCT FROM (OLD.offer_id, OLD.application_id, OLD.slot, OLD.starts_on, OLD.ends_on, OLD.placed_at)
           OR OLD.cancelled_at IS NOT NULL THEN
            RAISE EXCEPTION 'A placement is only ever cancelled' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_is_fixed';
        END IF;
        IF NEW.cancelled_at IS NOT NULL THEN
            NEW.cancelled_at := staj_now();
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER offers_guard_placement BEFORE INSERT OR UPDATE ON offers_placement
    FOR EACH ROW EXECUTE FUNCTION offers_guard_placement();

-- At commit, an offer is placed exactly when it has an active placement.
CREATE FUNCTION offers_match_placement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint := CASE TG_TABLE_NAME WHEN 'offers_offer' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'offer_id')::bigint END;
    is_placed boolean := (SELECT status = 'placed' FROM offers_offer WHERE id = subject);
    is_active boolean := EXISTS (SELECT FROM offers_placement WHERE offer_id = subject AND cancelled_at IS NULL);
BEGIN
    IF is_placed <> is_active THEN
        RAISE EXCEPTION 'Offer %: placed without an active placement, or the other way round', subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placed_offer_has_a_placement';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER offers_placed_has_placement AFTER UPDATE OF status ON offers_offer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND 'placed' IN (OLD.status, NEW.status))
    EXECUTE FUNCTION offers_match_placement();
CREATE CONSTRAINT TRIGGER offers_placement_has_placed AFTER INSERT OR UPDATE ON offers_placement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION offers_match_placement();
