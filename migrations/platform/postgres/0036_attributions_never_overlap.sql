-- A3: a customer belongs to one tenant at a time, and the history is kept: the database refuses an
-- interval that overlaps another one of the same customer.

-- What overlapped before is read from now on as the ledger has always read it, by the latest start:
-- the earlier one ends where the later one begins, as a change by support would have ended it. An
-- interval that gave way before it began covers nothing and cuts nothing. What was calculated stays.
-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
UPDATE customer_attributions
SET attribution_expires_at = (
    SELECT MIN(later.attributed_at)
    FROM customer_attributions AS later
    WHERE later.customer_user_id = customer_attributions.customer_user_id
      AND later.attributed_at < later.attribution_expires_at
      AND later.attributed_at < customer_attributions.attribution_expires_at
      AND (later.attributed_at, later.created_at, later.attribution_id)
        > (customer_attributions.attributed_at, customer_attributions.created_at,
           customer_attributions.attribution_id)
)
WHERE attributed_at < attribution_expires_at
  AND EXISTS (
    SELECT 1
    FROM customer_attributions AS later
    WHERE later.customer_user_id = customer_attributions.customer_user_id
      AND later.attributed_at < later.attribution_expires_at
      AND later.attributed_at < customer_attributions.attribution_expires_at
      AND (later.attributed_at, later.created_at, later.attribution_id)
        > (customer_attributions.attributed_at, customer_attributions.created_at,
           customer_attributions.attribution_id)
  );
RESET ROLE;

-- The row of the customer is the lock: whoever comes second waits here and then sees the first.
CREATE FUNCTION refuse_overlapping_attribution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers SET created_at = created_at
    WHERE customer_user_id = NEW.customer_user_id;
    IF EXISTS (
        SELECT 1 FROM customer_attributions AS other
        WHERE other.customer_user_id = NEW.customer_user_id
          AND other.attributed_at < other.attribution_expires_at
          AND NEW.attributed_at < NEW.attribution_expires_at
          AND other.attributed_at < NEW.attribution_expires_at
          AND NEW.attributed_at < other.attribution_expires_at
    ) THEN
        RAISE EXCEPTION 'a customer has one attribution at a time; two never overlap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_attributions_never_overlap
BEFORE INSERT ON customer_attributions FOR EACH ROW
EXECUTE FUNCTION refuse_overlapping_attribution();
-- An end that only comes earlier never makes an overlap.
CREATE TRIGGER customer_attributions_only_end
BEFORE UPDATE ON customer_attributions FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.attribution_id IS DISTINCT FROM OLD.attribution_id
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.attributed_at IS DISTINCT FROM OLD.attributed_at
  OR NEW.attribution_expires_at > OLD.attribution_expires_at
  OR (OLD.first_purchase_at IS NOT NULL
      AND NEW.first_purchase_at IS DISTINCT FROM OLD.first_purchase_at)
  OR NEW.source IS DISTINCT FROM OLD.source
  OR NEW.source_ref IS DISTINCT FROM OLD.source_ref
  OR NEW.created_at IS DISTINCT FROM OLD.created_at)
EXECUTE FUNCTION refuse_change('of an attribution only the end changes, to an earlier one; it is append-only');
CREATE TRIGGER customer_attributions_no_delete
BEFORE DELETE ON customer_attributions FOR EACH ROW
EXECUTE FUNCTION refuse_change('attributions are never deleted');

-- A tenant's transaction sees its own rows alone and could not tell whether somebody else owns the
-- customer: only the ledger writes here.
REVOKE INSERT, UPDATE, DELETE ON customer_attributions FROM mojo_tenant;
