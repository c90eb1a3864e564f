-- What was told of a payment before its subscription claimed it is found again when it does.
CREATE INDEX subscription_events_by_payment ON subscription_events (tenant_id, payment_id);
