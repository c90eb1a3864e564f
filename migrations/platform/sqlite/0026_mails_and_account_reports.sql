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
  , has_secret INTEGER NOT NULL
  , queued_at INTEGER NOT NULL
  -- waiting, sent, refused, given_up, handed_over.
  , state TEXT NOT NULL
  -- When it is tried next; NULL once it has ended.
  , due_at INTEGER
  -- How often somebody has set about sending it.
  , attempts INTEGER NOT NULL
  , ended_at INTEGER
  , PRIMARY KEY (tenant_id, mail_id)
) STRICT;
CREATE UNIQUE INDEX mails_by_id ON mails (mail_id);
CREATE INDEX mails_by_time ON mails (queued_at, mail_id);
CREATE INDEX mails_by_address ON mails (tenant_id, to_address, queued_at);
CREATE INDEX mails_due ON mails (due_at, mail_id) WHERE state = 'waiting';

-- What came of an attempt. A number that is missing is one whose process died.
CREATE TABLE mail_attempts (
    tenant_id TEXT NOT NULL
  , mail_id TEXT NOT NULL
  , attempt_no INTEGER NOT NULL
  -- sent, later, no_way, refused.
  , outcome TEXT NOT NULL
  -- In the words of the other side.
  , answer TEXT NOT NULL
  , started_at INTEGER NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, mail_id, attempt_no)
) STRICT;

-- What the provider said of an account, each time.
CREATE TABLE payout_account_reports (
    tenant_id TEXT NOT NULL
  -- The provider's, or `asked.` and the instant at which it was asked.
  , report_id TEXT NOT NULL
  , provider_account_id TEXT NOT NULL
  , charges_enabled INTEGER NOT NULL
  , payouts_enabled INTEGER NOT NULL
  -- 0 while the recipient has not answered everything once.
  , is_complete INTEGER NOT NULL
  -- JSON array: what the provider wants now, in its names.
  , requirements TEXT NOT NULL
  -- Why the provider has switched something off; empty when it has not.
  , disabled_reason TEXT NOT NULL
  , happened_at INTEGER NOT NULL
  , received_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, report_id)
) STRICT;
CREATE INDEX payout_account_reports_by_time
    ON payout_account_reports (tenant_id, provider_account_id, happened_at, received_at);

-- To whom an invitation went; NULL where its link was handed over. Whoever accepts it signs in with this
-- address.
ALTER TABLE invitations ADD COLUMN email TEXT;

CREATE TRIGGER mails_only_life BEFORE UPDATE ON mails
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.mail_id IS NOT OLD.mail_id
  OR NEW.kind IS NOT OLD.kind
  OR NEW.language IS NOT OLD.language
  OR NEW.to_address IS NOT OLD.to_address
  OR NEW.to_name IS NOT OLD.to_name
  OR NEW.subject IS NOT OLD.subject
  OR NEW.has_secret IS NOT OLD.has_secret
  OR NEW.queued_at IS NOT OLD.queued_at
  OR (NEW.body_text IS NOT OLD.body_text AND NEW.body_text <> '')
  OR (NEW.body_html IS NOT OLD.body_html AND NEW.body_html <> '')
BEGIN SELECT RAISE(ABORT, 'of a mail only its life changes; it is append-only'); END;
CREATE TRIGGER mails_sent_stays BEFORE UPDATE OF state ON mails
WHEN OLD.state = 'sent' AND NEW.state IS NOT OLD.state
BEGIN SELECT RAISE(ABORT, 'that a mail was sent is append-only'); END;
CREATE TRIGGER mails_no_delete BEFORE DELETE ON mails
BEGIN SELECT RAISE(ABORT, 'mails are never deleted'); END;
CREATE TRIGGER mail_attempts_no_update BEFORE UPDATE ON mail_attempts
BEGIN SELECT RAISE(ABORT, 'attempts to send are append-only'); END;
CREATE TRIGGER mail_attempts_no_delete BEFORE DELETE ON mail_attempts
BEGIN SELECT RAISE(ABORT, 'attempts to send are append-only'); END;
CREATE TRIGGER payout_account_reports_no_update BEFORE UPDATE ON payout_account_reports
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
CREATE TRIGGER payout_account_reports_no_delete BEFORE DELETE ON payout_account_reports
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
CREATE TRIGGER invitations_email_stays BEFORE UPDATE OF email ON invitations
WHEN NEW.email IS NOT OLD.email
BEGIN SELECT RAISE(ABORT, 'the address of an invitation is append-only'); END;
