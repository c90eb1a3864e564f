SELECT c.punch_card_id
     , s.storno_id
  FROM punch_cards c
  JOIN stornos s
    ON s.tenant_id = c.tenant_id AND s.cancelled_id = c.sale_id AND s.entity = 'sale'
 WHERE c.tenant_id = $1
   AND c.punch_card_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))
 ORDER BY s.seq
