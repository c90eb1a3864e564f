SELECT s.storno_id
     , s.entity
     , s.cancelled_id
     , s.contact_id
     , s.seq
     , (SELECT min(d.number) FROM document_numbers d
         WHERE d.tenant_id = s.tenant_id
           AND d.entity = s.entity
           AND d.entity_id = s.cancelled_id) AS number
  FROM stornos s
 WHERE s.tenant_id = $1
   AND s.cancelled_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))
 ORDER BY s.seq
