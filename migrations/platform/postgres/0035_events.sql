-- What tenants offer to customers (F4): events and appointments with a date, places and the stage that sees
-- them; the account to which the money of a tenant's products flows; and who holds which place.
CREATE TABLE payment_accounts (
    tenant_id TEXT NOT NULL
  -- The provider's account that takes payments (acquiring). To where commissions are paid out is another
  -- account, in `payout_accounts`.
  , provider_account_id TEXT NOT NULL
  , set_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id)
);
CREATE UNIQUE INDEX payment_accounts_by_account ON payment_accounts (provider_account_id);

CREATE TABLE event_offers (
    tenant_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , is_offered BIGINT NOT NULL
  -- NULL: by agreement.
  , starts_at BIGINT
  -- NULL: without a limit.
  , places BIGINT
  -- The smallest stage that sees it; NULL: everybody who is signed in.
  , least_stage BIGINT
  , changed_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, product_id)
);

CREATE TABLE event_places (
    tenant_id TEXT NOT NULL
  -- The purchase that holds the place.
  , purchase_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  -- From 1 to the places of the event.
  , place_no BIGINT NOT NULL
  , held_at BIGINT NOT NULL
  -- NULL: it is held, or sold.
  , freed_at BIGINT
  , PRIMARY KEY (tenant_id, purchase_id)
);
-- Nobody sits on somebody's place, whatever a program forgets.
CREATE UNIQUE INDEX event_places_held ON event_places (tenant_id, product_id, place_no)
    WHERE freed_at IS NULL;

-- To which account the money of a checkout flows, as it was asked for.
CREATE TABLE checkout_destinations (
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , provider_account_id TEXT NOT NULL
  -- What the platform keeps: its fee (C4) and the commissions of others that it pays out (C2).
  , fee_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id)
);

CREATE TRIGGER event_places_only_freed BEFORE UPDATE ON event_places FOR EACH ROW
WHEN (OLD.freed_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.purchase_id IS DISTINCT FROM OLD.purchase_id
  OR NEW.product_id IS DISTINCT FROM OLD.product_id
  OR NEW.place_no IS DISTINCT FROM OLD.place_no
  OR NEW.held_at IS DISTINCT FROM OLD.held_at)
EXECUTE FUNCTION refuse_change('that a place was freed is written once; it is append-only');
CREATE TRIGGER event_places_no_delete BEFORE DELETE ON event_places FOR EACH ROW
EXECUTE FUNCTION refuse_change('places are never deleted');
CREATE TRIGGER checkout_destinations_no_update BEFORE UPDATE ON checkout_destinations FOR EACH ROW
EXECUTE FUNCTION refuse_change('to where a checkout flows is append-only');
CREATE TRIGGER checkout_destinations_no_delete BEFORE DELETE ON checkout_destinations FOR EACH ROW
EXECUTE FUNCTION refuse_change('to where a checkout flows is append-only');

ALTER TABLE payment_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_accounts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_accounts TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON payment_accounts TO mojo_ledger;
GRANT SELECT ON payment_accounts TO mojo_tenant;

ALTER TABLE event_offers ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_offers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON event_offers TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON event_offers TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON event_offers TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE ON event_offers TO mojo_tenant;

ALTER TABLE event_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_places FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON event_places TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON event_places TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON event_places TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE ON event_places TO mojo_tenant;

ALTER TABLE checkout_destinations ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkout_destinations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON checkout_destinations TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON checkout_destinations TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON checkout_destinations TO mojo_ledger;
GRANT SELECT, INSERT ON checkout_destinations TO mojo_tenant;
