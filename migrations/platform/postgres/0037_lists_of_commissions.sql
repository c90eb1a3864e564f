-- Everybody's commissions page by page, and those of a product or of a country.
CREATE INDEX order_commissions_by_place ON order_commissions (ordered_at, commission_id);
CREATE INDEX order_commissions_by_product ON order_commissions (product_name, ordered_at, commission_id);
CREATE INDEX order_commissions_by_country ON order_commissions (billing_country, ordered_at, commission_id);
-- Everybody's attributions page by page.
CREATE INDEX customer_attributions_by_time ON customer_attributions (attributed_at, attribution_id);
