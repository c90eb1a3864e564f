//! Who vouches for people, as the command line says.

use mojo_platform::{IdentitySettings, Platform};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct IdentityArguments {
    /// The identity provider that vouches for people (OpenID Connect), as its tokens name it;
    /// without one people sign in with passwords.
    #[arg(long, value_name = "URL", env = "MOJO_OIDC_ISSUER", requires = "oidc_client_id")]
    oidc_issuer: Option<String>,
    /// The public client by which desks sign in there.
    #[arg(long, value_name = "ID", env = "MOJO_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,
    /// A further audience or party of tokens: a web application's client, or its origin.
    #[arg(long, env = "MOJO_OIDC_AUDIENCES", value_delimiter = ',')]
    oidc_audience: Vec<String>,
    /// Only people who act for this organisation of the provider.
    #[arg(long, env = "MOJO_OIDC_ORGANISATION")]
    oidc_organisation: Option<String>,
    /// The issuer serves this platform alone: tokens that name no audience are taken too.
    #[arg(long)]
    oidc_sole_audience: bool,
}

/// People are vouched for when there is an issuer.
pub(super) fn with_identity(
    platform: Platform,
    arguments: IdentityArguments,
) -> anyhow::Result<Platform> {
    let (Some(issuer), Some(client_id)) = (arguments.oidc_issuer, arguments.oidc_client_id) else {
        return Ok(platform);
    };
    Ok(platform.with_identity(IdentitySettings {
        issuer,
        client_id,
        audiences: arguments.oidc_audience,
        organisation: arguments.oidc_organisation,
        is_sole_audience: arguments.oidc_sole_audience,
    })?)
}
