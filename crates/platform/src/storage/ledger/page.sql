SELECT
    c.tenant_id
  , c.commission_id
  , c.seller_tenant_id
  , c.order_id
  , c.line_no
  , c.order_number
  , c.product_name
  , c.customer
  , c.billing_country
  , c.commission_type
  , c.percent
  , c.base_cents
  , c.amount_cents
  , c.currency
  , c.settled_as
  , c.ordered_at
  , c.approves_at
  , c.reversed_cents
  , c.refunded_net_cents
  , c.netted_cents
  , c.payout_id
  , c.paid_at
  , c.forfeited_at
  , c.created_at
FROM order_commissions AS c
