-- Whom a code brought is counted with each greeting of its tenant's desks.
CREATE INDEX customer_attributions_by_code ON customer_attributions (tenant_id, source_ref);
