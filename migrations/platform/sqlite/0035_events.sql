-- What tenants offer to customers (F4): events and appointments with a date, places and the stage that sees
-- them; the account to which the money of a tenant's products flows; and who holds which place.
CREATE TABLE payment_accounts (
    tenant_id TEXT NOT NULL
  -- The provider's account that takes payments (acquiring). To where commissions are paid out is another
  -- account, in `payout_accounts`.
  , provider_account_id TEXT NOT NULL
  , set_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id)
) STRICT;
CREATE UNIQUE INDEX payment_accounts_by_account ON payment_accounts (provider_account_id);

CREATE TABLE event_offers (
    tenant_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , is_offered INTEGER NOT NULL
  -- NULL: by agreement.
  , starts_at INTEGER
  -- NULL: without a limit.
  , places INTEGER
  -- The smallest stage that sees it; NULL: everybody who is signed in.
  , least_stage INTEGER
  , changed_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, product_id)
) STRICT;

CREATE TABLE event_places (
    tenant_id TEXT NOT NULL
  -- The purchase that holds the place.
  , purchase_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  -- From 1 to the places of the event.
  , place_no INTEGER NOT NULL
  , held_at INTEGER NOT NULL
  -- NULL: it is held, or sold.
  , freed_at INTEGER
  , PRIMARY KEY (tenant_id, purchase_id)
) STRICT;
-- Nobody sits on somebody's place, whatever a program forgets.
CREATE UNIQUE INDEX event_places_held ON event_places (tenant_id, product_id, place_no)
    WHERE freed_at IS NULL;

-- To which account the money of a checkout flows, as it was asked for.
CREATE TABLE checkout_destinations (
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , provider_account_id TEXT NOT NULL
  -- What the platform keeps: its fee (C4) and the commissions of others that it pays out (C2).
  , fee_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id)
) STRICT;

CREATE TRIGGER event_places_only_freed BEFORE UPDATE ON event_places
WHEN OLD.freed_at IS NOT NULL
  OR NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.purchase_id IS NOT OLD.purchase_id
  OR NEW.product_id IS NOT OLD.product_id
  OR NEW.place_no IS NOT OLD.place_no
  OR NEW.held_at IS NOT OLD.held_at
BEGIN SELECT RAISE(ABORT, 'that a place was freed is written once; it is append-only'); END;
CREATE TRIGGER event_places_no_delete BEFORE DELETE ON event_places
BEGIN SELECT RAISE(ABORT, 'places are never deleted'); END;
CREATE TRIGGER checkout_destinations_no_update BEFORE UPDATE ON checkout_destinations
BEGIN SELECT RAISE(ABORT, 'to where a checkout flows is append-only'); END;
CREATE TRIGGER checkout_destinations_no_delete BEFORE DELETE ON checkout_destinations
BEGIN SELECT RAISE(ABORT, 'to where a checkout flows is append-only'); END;
