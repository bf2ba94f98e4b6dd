//! The forms of keys and tokens, as those who issue them have made them known.

/// The form of one kind of token.
pub struct Format {
    /// What it is, with its article.
    pub what: &'static str,
    /// One of these stands in every text that holds one, so that most texts are never looked at closer.
    pub keywords: &'static [&'static str],
    /// Where it has a group, that is the token.
    pub pattern: &'static str,
    /// As much chance as a real one has at least, in bits a character; a short one behind a name has less.
    pub entropy: f64,
}

impl Format {
    /// Whether nothing tells it from other words but the name before it, in upper or lower case.
    pub fn is_behind_a_name(&self) -> bool {
        self.pattern.starts_with("(?i)")
    }
}

const fn format(what: &'static str, keywords: &'static [&'static str], pattern: &'static str, entropy: f64) -> Format {
    Format { what, keywords, pattern, entropy }
}

/// The exact forms first: what two of them match is one of the first.
pub const FORMATS: &[Format] = &[
    // Clouds.
    format("an AWS access key", &["AKIA", "ASIA"], r"(?:AKIA|ASIA)[A-Z2-7]{16}", 3.0),
    format("an AWS Bedrock key", &["ABSK"], r"ABSK[A-Za-z0-9+/]{100,280}={0,2}", 4.0),
    format(
        "an AWS secret key",
        &["ecret_access_key", "SECRET_ACCESS_KEY", "ecretAccessKey"],
        r#"(?i)secret_?access_?key["'`]?\s{0,5}[=:]\s{0,5}["'`]?([A-Za-z0-9/+]{40})"#,
        4.0,
    ),
    format("a Google API key", &["AIza"], r"AIza[A-Za-z0-9_-]{35}", 3.5),
    format("a Google access token", &["ya29."], r"ya29\.[A-Za-z0-9_-]{40,}", 3.5),
    format("a Google client secret", &["GOCSPX-"], r"GOCSPX-[A-Za-z0-9_-]{28}", 3.5),
    format("an Azure client secret", &["7Q~", "8Q~"], r"[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}", 3.5),
    format("an Azure storage key", &["AccountKey="], r"AccountKey=([A-Za-z0-9+/]{86}==)", 4.0),
    format("an Azure shared access signature", &["sig="], r"[?&]sig=([A-Za-z0-9%/+]{43,60}(?:%3D|=))", 4.0),
    format("an Azure DevOps token", &["AZDO"], r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", 4.0),
    format("an Alibaba access key", &["LTAI"], r"LTAI[A-Za-z0-9]{20}", 3.5),
    format("a Tencent secret id", &["AKID"], r"AKID[A-Za-z0-9]{32}", 3.5),
    format("a DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], r"do[opr]_v1_[a-f0-9]{64}", 3.0),
    format("a Heroku key", &["HRKU-"], r"HRKU-[A-Za-z0-9_-]{36,60}", 3.5),
    format(
        "a Fly token",
        &["fo1_", "FlyV1 fm"],
        r"(?:fo1_[A-Za-z0-9_-]{40,}|FlyV1 fm\d[a-z]?_[A-Za-z0-9+/=,_-]{100,})",
        4.0,
    ),
    format("a Netlify token", &["nfp_"], r"nfp_[A-Za-z0-9]{36,}", 3.5),
    format("a Cloudflare origin key", &["v1.0-"], r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}", 3.0),
    format("a PlanetScale password", &["pscale_"], r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{32,64}", 3.5),
    format("a Supabase token", &["sbp_", "sb_secret_"], r"(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31,})", 3.0),
    format("a Databricks token", &["dapi"], r"dapi[a-f0-9]{32}(?:-\d)?", 3.0),
    format("a Tailscale key", &["tskey-"], r"tskey-[a-z]+-[A-Za-z0-9]+-[A-Za-z0-9]{20,}", 3.0),
    // Source code, builds and packages.
    format("a GitHub token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"gh[opusr]_[A-Za-z0-9]{36,255}", 3.5),
    format("a GitHub token", &["github_pat_"], r"github_pat_[A-Za-z0-9_]{82}", 3.5),
    format(
        "a GitLab token",
        &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glft-", "glimt-", "glagent-", "gloas-", "glsoat-"],
        r"gl(?:pat|dt|rt|ptt|cbt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{20,}",
        3.5,
    ),
    format("a Bitbucket password", &["ATBB"], r"ATBB[A-Za-z0-9]{24,40}", 3.5),
    format("an Atlassian token", &["ATATT3", "ATCTT3"], r"AT[AC]TT3[A-Za-z0-9_=-]{150,}", 4.0),
    format("an npm token", &["npm_"], r"npm_[A-Za-z0-9]{36}", 3.5),
    format("a PyPI token", &["pypi-AgE"], r"pypi-AgE[A-Za-z0-9_-]{50,}", 3.5),
    format("a RubyGems key", &["rubygems_"], r"rubygems_[a-f0-9]{48}", 3.0),
    format("a NuGet key", &["oy2"], r"oy2[a-z0-9]{43}", 3.5),
    format("a Docker Hub token", &["dckr_pat_", "dckr_oat_"], r"dckr_[po]at_[A-Za-z0-9_-]{27,}", 3.5),
    format("a JFrog key", &["AKCp"], r"AKCp[A-Za-z0-9]{69}", 4.0),
    format("a Terraform token", &[".atlasv1."], r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}", 3.5),
    format("a Pulumi token", &["pul-"], r"pul-[a-f0-9]{40}", 3.0),
    format("a Vault token", &["hvs.", "hvb.", "hvr."], r"hv[sbr]\.[A-Za-z0-9_-]{24,}", 3.5),
    format(
        "a Doppler token",
        &["dp."],
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
        3.5,
    ),
    format("a 1Password token", &["ops_eyJ"], r"ops_eyJ[A-Za-z0-9+/_-]{200,}={0,3}", 4.0),
    format("an age key", &["AGE-SECRET-KEY-1"], r"AGE-SECRET-KEY-1[A-Z0-9]{58}", 3.5),
    format("a CircleCI token", &["CCIPAT_"], r"CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}", 3.5),
    format("a Buildkite token", &["bkua_"], r"bkua_[a-f0-9]{40}", 3.0),
    format("a SonarQube token", &["sqp_", "squ_", "sqa_"], r"sq[pua]_[a-f0-9]{40}", 3.0),
    format("a Postman key", &["PMAK-"], r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}", 3.0),
    // Chat, mail and telephone.
    format(
        "a Slack token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxs-", "xoxr-", "xoxe"],
        r"xox(?:[bpasr]|e(?:\.xox[bp])?)-[A-Za-z0-9-]{20,}",
        3.0,
    ),
    format("a Slack token", &["xapp-"], r"xapp-\d-[A-Z0-9]+-\d+-[A-Za-z0-9]{32,}", 3.0),
    format(
        "the address of a Slack webhook",
        &["hooks.slack.com/"],
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9]{8,14}/[A-Za-z0-9]{8,16}/[A-Za-z0-9/]{18,})",
        3.5,
    ),
    format(
        "the address of a Teams webhook",
        &[".webhook.office.com/"],
        r"\.webhook\.office\.com/webhookb2/([a-f0-9@-]{72,}/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36})",
        3.0,
    ),
    format(
        "the address of a Discord webhook",
        &["/api/webhooks/"],
        r"discord(?:app)?\.com/api/webhooks/(\d{17,20}/[A-Za-z0-9_-]{60,})",
        3.5,
    ),
    format("a Telegram token", &[":AA"], r"(?:bot)?(\d{8,10}:AA[A-Za-z0-9_-]{33})", 3.5),
    format("a Twilio key", &["SK"], r"SK[a-f0-9]{32}", 3.0),
    format("a SendGrid key", &["SG."], r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}", 4.0),
    format("a Mailgun key", &["key-"], r"key-[a-f0-9]{32}", 3.0),
    format("a Mailchimp key", &["-us"], r"[a-f0-9]{32}-us\d{1,2}", 3.0),
    format("a Brevo key", &["xkeysib-"], r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}", 3.0),
    // Payment and trade.
    format(
        "a Stripe key",
        &["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"],
        r"(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{32,}=?)",
        3.5,
    ),
    format("a Square token", &["sq0", "EAAA"], r"(?:sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60})", 3.5),
    format("a Braintree token", &["access_token$"], r"access_token\$[a-z]+\$[a-z0-9]{16}\$[a-f0-9]{32}", 3.0),
    format("a Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", 3.0),
    format(
        "a Plaid token",
        &["access-"],
        r"access-(?:sandbox|development|production)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}",
        3.0,
    ),
    // Language models.
    format("an OpenAI key", &["T3BlbkFJ"], r"sk-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}", 3.5),
    format("an Anthropic key", &["sk-ant-"], r"sk-ant-[a-z]+\d\d-[A-Za-z0-9_-]{80,}", 4.0),
    format("a Hugging Face token", &["hf_"], r"hf_[A-Za-z0-9]{34}", 3.5),
    format("a Groq key", &["gsk_"], r"gsk_[A-Za-z0-9]{52}", 3.5),
    format("a Perplexity key", &["pplx-"], r"pplx-[A-Za-z0-9]{48}", 3.5),
    format("a Replicate token", &["r8_"], r"r8_[A-Za-z0-9]{37}", 3.5),
    // Monitoring and work.
    format(
        "a Grafana token",
        &["glsa_", "glc_"],
        r"(?:glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/]{40,}={0,3})",
        3.5,
    ),
    format("a New Relic key", &["NRAK-"], r"NRAK-[A-Z0-9]{27}", 3.5),
    format("a Sentry token", &["sntrys_", "sntryu_"], r"sntry(?:s_eyJ[A-Za-z0-9+/=_-]{60,}|u_[a-f0-9]{64})", 3.0),
    format("a Dynatrace token", &["dt0c01.", "dt0s01."], r"dt0[cs]01\.[A-Z0-9]{24}\.[A-Z0-9]{64}", 4.0),
    format("a Linear key", &["lin_api_", "lin_oauth_"], r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}", 3.5),
    format("a Notion token", &["ntn_"], r"ntn_[A-Za-z0-9]{40,50}", 3.5),
    format("a Figma token", &["figd_"], r"figd_[A-Za-z0-9_-]{40}", 3.5),
    // Of no one's in particular.
    format("a signed token (JWT)", &["eyJ"], r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}", 4.0),
    format(
        "what an Authorization header lets in",
        &["uthorization"],
        r#"(?i)authorization["'`]?\s{0,3}[:=]\s{0,3}["'`]?(?:bearer|basic|token)\s{1,3}([A-Za-z0-9+/=_.~-]{16,})"#,
        3.5,
    ),
    format(
        "a key or a password",
        &[
            "api_key", "api-key", "apikey", "apiKey", "ApiKey", "Api-Key", "API_KEY", "API-KEY", "APIKEY", "secret",
            "Secret", "SECRET", "token", "Token", "TOKEN", "pass", "Pass", "PASS",
        ],
        r#"(?i)(?:api[_-]?key|secret(?:[_-]?key)?|(?:auth|access|refresh|bot|deploy)[_-]?token|(?:^|[^\w-])token|passw(?:or)?d|passphrase|[_-]pass)["'`]?\s{0,3}(?::|:?=|=>)\s{0,3}["'`]?([A-Za-z0-9+/=_.~!@#^*%-]{11,119}[A-Za-z0-9+/=_~!@#^*%-])"#,
        3.7,
    ),
    format(
        "a password on a command's line",
        &["curl", "mysql", "mariadb", "sshpass", "redis-cli"],
        r#"(?i)\b(?:curl\b[^\n]*?\s(?:-u|--user)[\s=]?["']?[^\s:"'`]{1,60}:|(?:mysql|mariadb)[\w-]*\b[^\n]*?\s-p["']?|sshpass\s+-p\s?["']?|redis-cli\b[^\n]*?\s-a\s["']?)([A-Za-z0-9+/=_.~!@#^*%-]{11,119}[A-Za-z0-9+/=_~!@#^*%-])"#,
        3.7,
    ),
];
