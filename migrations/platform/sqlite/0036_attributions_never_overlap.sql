-- A3: a customer belongs to one tenant at a time, and the history is kept: the database refuses an
-- interval that overlaps another one of the same customer.

-- What overlapped before is read from now on as the ledger has always read it, by the latest start:
-- the earlier one ends where the later one begins, as a change by support would have ended it. An
-- interval that gave way before it began covers nothing and cuts nothing. What was calculated stays.
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

CREATE TRIGGER customer_attributions_never_overlap BEFORE INSERT ON customer_attributions
WHEN EXISTS (
    SELECT 1 FROM customer_attributions AS other
    WHERE other.customer_user_id = NEW.customer_user_id
      AND other.attributed_at < other.attribution_expires_at
      AND NEW.attributed_at < NEW.attribution_expires_at
      AND other.attributed_at < NEW.attribution_expires_at
      AND NEW.attributed_at < other.attribution_expires_at
)
BEGIN SELECT RAISE(ABORT, 'a customer has one attribution at a time; two never overlap'); END;
-- An end that only comes earlier never makes an overlap.
CREATE TRIGGER customer_attributions_only_end BEFORE UPDATE ON customer_attributions
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.attribution_id IS NOT OLD.attribution_id
  OR NEW.customer_user_id IS NOT OLD.customer_user_id
  OR NEW.attributed_at IS NOT OLD.attributed_at
  OR NEW.attribution_expires_at > OLD.attribution_expires_at
  OR (OLD.first_purchase_at IS NOT NULL AND NEW.first_purchase_at IS NOT OLD.first_purchase_at)
  OR NEW.source IS NOT OLD.source
  OR NEW.source_ref IS NOT OLD.source_ref
  OR NEW.created_at IS NOT OLD.created_at
BEGIN SELECT RAISE(ABORT, 'of an attribution only the end changes, to an earlier one; it is append-only'); END;
CREATE TRIGGER customer_attributions_no_delete BEFORE DELETE ON customer_attributions
BEGIN SELECT RAISE(ABORT, 'attributions are never deleted'); END;
