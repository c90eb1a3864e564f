SELECT
    tenant_id
  , commission_id
  , seller_tenant_id
  , order_id
  , line_no
  , order_number
  , product_name
  , customer
  , billing_country
  , commission_type
  , percent
  , base_cents
  , amount_cents
  , currency
  , settled_as
  , ordered_at
  , approves_at
  , reversed_cents
  , refunded_net_cents
  , netted_cents
  , payout_id
  , paid_at
  , forfeited_at
  , created_at
FROM order_commissions
WHERE order_id = $1
ORDER BY line_no
  , commission_type
  , tenant_id
