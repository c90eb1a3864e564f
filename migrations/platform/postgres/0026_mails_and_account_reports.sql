-- Mail that the platform owes somebody: the text as it stood when the act that causes it was done, in the
-- same transaction; then every attempt to hand it over. And what the payment provider told of the accounts
-- to which recipients are paid.
CREATE TABLE mails (
    -- Whose act it is: the tenant that is told, or MOJO LLC for somebody without one.
    tenant_id TEXT NOT NULL
  -- Follows from what it says, so that doing something twice is one mail. The Message-ID is made of it.
  , mail_id TEXT NOT NULL
  -- invitation, partner_link, account_known, statement_ready, final_statement, payout_failed,
  -- payment_failed.
  , kind TEXT NOT NULL
  -- de, en.
  , language TEXT NOT NULL
  -- As it is handed over: the domain in ASCII.
  , to_address TEXT NOT NULL
  , to_name TEXT NOT NULL
  , subject TEXT NOT NULL
  , body_text TEXT NOT NULL
  , body_html TEXT NOT NULL
  -- 1: it bears a link that opens something; its text is emptied once it was sent.
  , has_secret BIGINT NOT NULL
  , queued_at BIGINT NOT NULL
  -- waiting, sent, refused, given_up, handed_over.
  , state TEXT NOT NULL
  -- When it is tried next; NULL once it has ended.
  , due_at BIGINT
  -- How often somebody has set about sending it.
  , attempts BIGINT NOT NULL
  , ended_at BIGINT
  , PRIMARY KEY (tenant_id, mail_id)
);
CREATE UNIQUE INDEX mails_by_id ON mails (mail_id);
CREATE INDEX mails_by_time ON mails (queued_at, mail_id);
CREATE INDEX mails_by_address ON mails (tenant_id, to_address, queued_at);
CREATE INDEX mails_due ON mails (due_at, mail_id) WHERE state = 'waiting';

-- What came of an attempt. A number that is missing is one whose process died.
CREATE TABLE mail_attempts (
    tenant_id TEXT NOT NULL
  , mail_id TEXT NOT NULL
  , attempt_no BIGINT NOT NULL
  -- sent, later, no_way, refused.
  , outcome TEXT NOT NULL
  -- In the words of the other side.
  , answer TEXT NOT NULL
  , started_at BIGINT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, mail_id, attempt_no)
);

-- What the provider said of an account, each time.
CREATE TABLE payout_account_reports (
    tenant_id TEXT NOT NULL
  -- The provider's, or `asked.` and the instant at which it was asked.
  , report_id TEXT NOT NULL
  , provider_account_id TEXT NOT NULL
  , charges_enabled BIGINT NOT NULL
  , payouts_enabled BIGINT NOT NULL
  -- 0 while the recipient has not answered everything once.
  , is_complete BIGINT NOT NULL
  -- JSON array: what the provider wants now, in its names.
  , requirements TEXT NOT NULL
  -- Why the provider has switched something off; empty when it has not.
  , disabled_reason TEXT NOT NULL
  , happened_at BIGINT NOT NULL
  , received_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, report_id)
);
CREATE INDEX payout_account_reports_by_time
    ON payout_account_reports (tenant_id, provider_account_id, happened_at, received_at);

-- To whom an invitation went; NULL where its link was handed over. Whoever accepts it signs in with this
-- address.
ALTER TABLE invitations ADD COLUMN email TEXT;

CREATE TRIGGER mails_only_life BEFORE UPDATE ON mails FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.mail_id IS DISTINCT FROM OLD.mail_id
  OR NEW.kind IS DISTINCT FROM OLD.kind
  OR NEW.language IS DISTINCT FROM OLD.language
  OR NEW.to_address IS DISTINCT FROM OLD.to_address
  OR NEW.to_name IS DISTINCT FROM OLD.to_name
  OR NEW.subject IS DISTINCT FROM OLD.subject
  OR NEW.has_secret IS DISTINCT FROM OLD.has_secret
  OR NEW.queued_at IS DISTINCT FROM OLD.queued_at
  OR (NEW.body_text IS DISTINCT FROM OLD.body_text AND NEW.body_text <> '')
  OR (NEW.body_html IS DISTINCT FROM OLD.body_html AND NEW.body_html <> ''))
EXECUTE FUNCTION refuse_change('of a mail only its life changes; it is append-only');
CREATE TRIGGER mails_sent_stays BEFORE UPDATE OF state ON mails FOR EACH ROW
WHEN (OLD.state = 'sent' AND NEW.state IS DISTINCT FROM OLD.state)
EXECUTE FUNCTION refuse_change('that a mail was sent is append-only');
CREATE TRIGGER mails_no_delete BEFORE DELETE ON mails FOR EACH ROW
EXECUTE FUNCTION refuse_change('mails are never deleted');
CREATE TRIGGER mail_attempts_no_update BEFORE UPDATE ON mail_attempts FOR EACH ROW
EXECUTE FUNCTION refuse_change('attempts to send are append-only');
CREATE TRIGGER mail_attempts_no_delete BEFORE DELETE ON mail_attempts FOR EACH ROW
EXECUTE FUNCTION refuse_change('attempts to send are append-only');
CREATE TRIGGER payout_account_reports_no_update BEFORE UPDATE ON payout_account_reports FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER payout_account_reports_no_delete BEFORE DELETE ON payout_account_reports FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER invitations_email_stays BEFORE UPDATE OF email ON invitations FOR EACH ROW
WHEN (NEW.email IS DISTINCT FROM OLD.email)
EXECUTE FUNCTION refuse_change('the address of an invitation is append-only');

ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON mails TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON mails TO mojo_ledger USING (true) WITH CHECK (true);
ALTER TABLE mail_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON mail_attempts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON mail_attempts TO mojo_ledger USING (true) WITH CHECK (true);
ALTER TABLE payout_account_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_account_reports FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payout_account_reports TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payout_account_reports TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON mails TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE ON mails TO mojo_ledger;
GRANT SELECT, INSERT ON mail_attempts TO mojo_ledger;
GRANT SELECT ON payout_account_reports TO mojo_tenant;
GRANT SELECT, INSERT ON payout_account_reports TO mojo_ledger;
