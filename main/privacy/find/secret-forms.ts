/** How a key or token of a service looks. */
export interface SecretForm {
  readonly service: string;
  /** What it begins with: looked for at the beginning of every word. */
  readonly prefix: string;
  /** All of it, tried at its beginning; no loop in a loop. */
  readonly form: string;
}

/**
 * Keys and tokens that their issuers made recognisable, as their documentation and the secret-scanning lists of GitHub,
 * gitleaks (MIT) and secretlint (MIT) describe them.
 */
export const SECRET_FORMS: readonly SecretForm[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA'].map(
    (prefix) => ({ service: 'AWS', prefix, form: `${prefix}[A-Z2-7\\d]{16}(?![A-Za-z\\d])` }),
  ),
  { service: 'AWS Bedrock', prefix: 'ABSK', form: 'ABSK[\\w+/=]{100,140}' },
  { service: 'Google', prefix: 'AIza', form: 'AIza[\\w-]{35}' },
  { service: 'Google', prefix: 'ya29.', form: 'ya29\\.[\\w.-]{20,}' },
  { service: 'Google', prefix: 'GOCSPX-', form: 'GOCSPX-[\\w-]{20,40}' },
  { service: 'Google', prefix: '1//0', form: '1//0[\\w-]{30,120}' },
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => ({
    service: 'GitHub',
    prefix,
    form: `${prefix}[A-Za-z\\d]{30,255}`,
  })),
  { service: 'GitHub', prefix: 'github_pat_', form: 'github_pat_\\w{22,255}' },
  ...[
    'glpat-',
    'gldt-',
    'glrt-',
    'glptt-',
    'glcbt-',
    'glft-',
    'glsoat-',
    'glimt-',
    'glagent-',
    'gloas-',
    'GR1348941',
  ].map((prefix) => ({ service: 'GitLab', prefix, form: `${prefix}[\\w.-]{20,300}` })),
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxe.', 'xapp-'].map(
    (prefix) => ({
      service: 'Slack',
      prefix,
      form: `${prefix.replace('.', '\\.')}[\\w.%-]{10,300}`,
    }),
  ),
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'pk_live_', 'pk_test_', 'whsec_'].map(
    (prefix) => ({
      service: 'Stripe',
      prefix,
      form: `${prefix}[\\w+/=]{10,250}`,
    }),
  ),
  { service: 'npm', prefix: 'npm_', form: 'npm_[A-Za-z\\d]{36}(?![A-Za-z\\d])' },
  { service: 'PyPI', prefix: 'pypi-', form: 'pypi-[\\w-]{50,1000}' },
  { service: 'RubyGems', prefix: 'rubygems_', form: 'rubygems_[\\da-f]{48}' },
  { service: 'NuGet', prefix: 'oy2', form: 'oy2[a-z\\d]{43}(?![a-z\\d])' },
  { service: 'Anthropic', prefix: 'sk-ant-', form: 'sk-ant-[\\w-]{20,250}' },
  {
    service: 'OpenAI',
    prefix: 'sk-',
    form: 'sk-(?:proj-|svcacct-|admin-|or-v1-|lf-)?[\\w-]{20,250}',
  },
  { service: 'Hugging Face', prefix: 'hf_', form: 'hf_[A-Za-z\\d]{30,60}' },
  { service: 'Replicate', prefix: 'r8_', form: 'r8_[\\w-]{30,50}' },
  { service: 'Groq', prefix: 'gsk_', form: 'gsk_[A-Za-z\\d]{40,60}' },
  { service: 'xAI', prefix: 'xai-', form: 'xai-[A-Za-z\\d]{40,100}' },
  { service: 'Perplexity', prefix: 'pplx-', form: 'pplx-[A-Za-z\\d]{40,60}' },
  { service: 'SendGrid', prefix: 'SG.', form: 'SG\\.[\\w-]{16,32}\\.[\\w-]{30,64}' },
  { service: 'Mailgun', prefix: 'key-', form: 'key-[\\da-f]{32}(?![\\da-f])' },
  { service: 'Mailchimp', prefix: 'mc', form: 'mc[\\da-f]{32}-us\\d{1,2}' },
  { service: 'Twilio', prefix: 'SK', form: 'SK[\\da-f]{32}(?![\\w])' },
  { service: 'Twilio', prefix: 'AC', form: 'AC[\\da-f]{32}(?![\\w])' },
  { service: 'Shopify', prefix: 'shpat_', form: 'shp(?:at|ca|pa|ss)_[\\da-fA-F]{32}' },
  { service: 'Shopify', prefix: 'shpca_', form: 'shpca_[\\da-fA-F]{32}' },
  { service: 'Shopify', prefix: 'shppa_', form: 'shppa_[\\da-fA-F]{32}' },
  { service: 'Shopify', prefix: 'shpss_', form: 'shpss_[\\da-fA-F]{32}' },
  { service: 'Square', prefix: 'sq0', form: 'sq0[a-z]{3}-[\\w-]{22,50}' },
  { service: 'Square', prefix: 'EAAA', form: 'EAAA[\\w-]{60}' },
  { service: 'Facebook', prefix: 'EAA', form: 'EAA[A-Za-z\\d]{80,300}' },
  { service: 'DigitalOcean', prefix: 'dop_v1_', form: 'dop_v1_[\\da-f]{64}' },
  { service: 'DigitalOcean', prefix: 'doo_v1_', form: 'doo_v1_[\\da-f]{64}' },
  { service: 'Databricks', prefix: 'dapi', form: 'dapi[\\da-f]{32}(?:-\\d)?' },
  { service: 'HashiCorp Vault', prefix: 'hvs.', form: 'hvs\\.[\\w-]{24,300}' },
  { service: 'HashiCorp Vault', prefix: 'hvb.', form: 'hvb\\.[\\w-]{24,300}' },
  { service: 'Pulumi', prefix: 'pul-', form: 'pul-[\\da-f]{40}' },
  { service: 'Grafana', prefix: 'glc_', form: 'glc_[\\w+/=]{30,400}' },
  { service: 'Grafana', prefix: 'glsa_', form: 'glsa_[A-Za-z\\d]{32}_[\\da-fA-F]{8}' },
  { service: 'New Relic', prefix: 'NRAK-', form: 'NRAK-[A-Z\\d]{27}' },
  { service: 'Sentry', prefix: 'sntrys_', form: 'sntrys_[\\w+/=-]{40,400}' },
  { service: 'Docker', prefix: 'dckr_pat_', form: 'dckr_pat_[\\w-]{20,60}' },
  { service: 'Atlassian', prefix: 'ATATT3', form: 'ATATT3[\\w=-]{80,300}' },
  { service: 'Bitbucket', prefix: 'ATBB', form: 'ATBB[A-Za-z\\d]{28,40}' },
  { service: 'Linear', prefix: 'lin_api_', form: 'lin_api_[A-Za-z\\d]{30,60}' },
  { service: 'Postman', prefix: 'PMAK-', form: 'PMAK-[\\da-f]{24}-[\\da-f]{34}' },
  { service: 'Azure DevOps', prefix: 'azd', form: 'azd[a-z\\d]{49}(?![a-z\\d])' },
  { service: 'Telegram', prefix: 'bot', form: 'bot\\d{8,10}:[\\w-]{35}' },
  { service: 'age', prefix: 'AGE-SECRET-KEY-', form: 'AGE-SECRET-KEY-1[A-Z\\d]{58}' },
  { service: '1Password', prefix: 'ops_eyJ', form: 'ops_eyJ[\\w+/=-]{100,2000}' },
];
