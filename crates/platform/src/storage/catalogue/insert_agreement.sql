INSERT INTO regional_agreements (
    tenant_id
  , agreement_id
  , region_codes
  , commission_percent
  , applies_to
  , valid_from
  , valid_until
  , contract_signed_at
  , contract_document_url
  , created_at
) VALUES ($1, $2, $3, $4, 'platform_products', $5, $6, $7, $8, $9)
