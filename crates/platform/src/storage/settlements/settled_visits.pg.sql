SELECT r.redemption_id
     , r.punch_card_id
     , r.seq AS visit_seq
     , s.to_card
     , s.seq
     , (SELECT count(*) FROM redemptions t
         WHERE t.tenant_id = r.tenant_id
           AND t.punch_card_id = r.punch_card_id
           AND t.takes_back = r.redemption_id) AS taken_back
  FROM case_settlements s
  JOIN redemptions r ON r.tenant_id = s.tenant_id AND r.redemption_id = s.redemption_id
 WHERE s.tenant_id = $1
   AND s.redemption_id IS NOT NULL
   AND (r.punch_card_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))
        OR s.to_card = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))))
   AND NOT EXISTS (SELECT 1 FROM case_settlements e
                    WHERE e.tenant_id = s.tenant_id
                      AND e.case_id = s.case_id
                      AND e.seq < s.seq)
 ORDER BY s.seq
