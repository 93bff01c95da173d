import { format, type Provider, shaped } from './provider-format.ts';
import { SERVICE_PROVIDERS } from './provider-services.ts';
import { hasChecksum62, hasJwtHeader, looksRandom } from './structure.ts';

export type { Provider } from './provider-format.ts';

/** The body of a PEM key. Zeros in a row belong to the header of a key that OpenSSH wrote and to short numbers of DER. */
function holdsKeyMaterial(body: string): boolean {
  const letters = body.replace(/[^A-Za-z0-9+/]/g, '');
  return letters.length >= 48 && looksRandom(letters.replace(/A{4,}/g, 'A'));
}

const GITHUB = '[A-Za-z0-9]{36}';
const HEX32 = '[0-9a-f]{32}';

/** Credential formats of providers, from their public documentation. */
export const PROVIDERS: readonly Provider[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) =>
    format('aws-access-key', 'AWS access key', prefix, '[A-Z2-7]{16}'),
  ),
  format('aws-bedrock-key', 'AWS Bedrock API key', 'ABSK', '[A-Za-z0-9+/]{100,269}={0,2}'),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
    format('github-token', 'GitHub token', prefix, GITHUB, undefined, { checksum: (value) => hasChecksum62(value, 4) }),
  ),
  format('github-token', 'GitHub fine-grained token', 'github_pat_', '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  ...['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glft-', 'glimt-', 'glagent-', 'glsoat-'].map((prefix) =>
    format('gitlab-token', 'GitLab token', prefix, '[A-Za-z0-9_-]{20,52}'),
  ),
  ...['xoxb-', 'xoxa-', 'xoxp-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'].map((prefix) =>
    format('slack-token', 'Slack token', prefix, '[A-Za-z0-9-]{20,250}'),
  ),
  shaped(
    'slack-webhook',
    'Slack webhook',
    'hooks.slack.com',
    /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/(T[A-Z0-9]{8,12}\/[A-Za-z0-9]{8,20}\/[A-Za-z0-9/]{20,60})/g,
  ),
  ...['sk_live_', 'rk_live_'].map((prefix) => format('stripe-key', 'Stripe key', prefix, '[A-Za-z0-9]{20,247}')),
  format('stripe-webhook-secret', 'Stripe webhook secret', 'whsec_', '[A-Za-z0-9+/]{32,64}={0,2}'),
  format('google-api-key', 'Google API key', 'AIza', '[A-Za-z0-9_-]{35}'),
  format('google-oauth-secret', 'Google OAuth client secret', 'GOCSPX-', '[A-Za-z0-9_-]{28}'),
  format('google-oauth-token', 'Google OAuth token', 'ya29.', '[A-Za-z0-9_-]{40,400}'),
  shaped(
    'openai-key',
    'OpenAI key',
    't3blbkfj',
    /(?<![A-Za-z0-9])sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,80}T3BlbkFJ[A-Za-z0-9_-]{20,80}(?![A-Za-z0-9_-])/g,
  ),
  format('anthropic-key', 'Anthropic key', 'sk-ant-', '(?:api03|admin01|oat01)-[A-Za-z0-9_-]{80,110}AA'),
  format('huggingface-token', 'Hugging Face token', 'hf_', '[A-Za-z0-9]{34}'),
  format('replicate-token', 'Replicate token', 'r8_', '[A-Za-z0-9]{37}'),
  format('groq-key', 'Groq key', 'gsk_', '[A-Za-z0-9]{52}'),
  format('perplexity-key', 'Perplexity key', 'pplx-', '[A-Za-z0-9]{48,56}'),
  format('xai-key', 'xAI key', 'xai-', '[A-Za-z0-9]{80}'),
  ...['lsv2_pt_', 'lsv2_sk_'].map((prefix) =>
    format('langsmith-key', 'LangSmith key', prefix, `${HEX32}_[0-9a-f]{10}`),
  ),
  format('npm-token', 'npm token', 'npm_', GITHUB, undefined, { checksum: (value) => hasChecksum62(value, 4) }),
  format('pypi-token', 'PyPI token', 'pypi-AgE', '[A-Za-z0-9_-]{70,250}'),
  format('rubygems-key', 'RubyGems key', 'rubygems_', '[0-9a-f]{48}'),
  format('twilio-key', 'Twilio API key', 'SK', HEX32),
  shaped(
    'twilio-auth-token',
    'Twilio auth token',
    'ac',
    /(?<![A-Za-z0-9])AC[0-9a-f]{32}[^0-9a-f\n][^\n]{0,80}?(?:\n[^\n]{0,80}?)?(?<![A-Za-z0-9])([0-9a-f]{32})(?![A-Za-z0-9])/g,
  ),
  format('sendgrid-key', 'SendGrid key', 'SG.', '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  format('sendinblue-key', 'Brevo key', 'xkeysib-', '[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  format('mailgun-key', 'Mailgun key', 'key-', HEX32),
  shaped(
    'mailgun-key',
    'Mailgun key',
    '-',
    /(?<![0-9a-z-])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-z-])/g,
    undefined,
    {
      shortest: 50,
    },
  ),
  shaped('mailchimp-key', 'Mailchimp key', '-us', /(?<![0-9a-z])[0-9a-f]{32}-us[0-9]{1,2}(?![0-9a-z])/g),
  shaped(
    'discord-bot-token',
    'Discord bot token',
    '.',
    /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![A-Za-z0-9_.-])/g,
  ),
  shaped(
    'discord-webhook',
    'Discord webhook',
    '/webhooks/',
    /https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/[0-9]{17,20}\/([A-Za-z0-9_-]{60,80})/g,
  ),
  shaped(
    'telegram-bot-token',
    'Telegram bot token',
    ':aa',
    /(?<![0-9A-Za-z])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  ),
  shaped('azure-storage-key', 'Azure storage key', 'accountkey=', /AccountKey=([A-Za-z0-9+/]{86}==)/g),
  shaped(
    'azure-client-secret',
    'Microsoft Entra client secret',
    '8q~',
    /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}(?![A-Za-z0-9_~.-])/g,
  ),
  shaped(
    'azure-devops-token',
    'Azure DevOps token',
    'azdo',
    /(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/g,
  ),
  ...['dop_v1_', 'doo_v1_', 'dor_v1_'].map((prefix) =>
    format('digitalocean-token', 'DigitalOcean token', prefix, '[0-9a-f]{64}'),
  ),
  ...['shpat_', 'shpss_', 'shpca_', 'shppa_'].map((prefix) =>
    format('shopify-token', 'Shopify token', prefix, '[0-9a-fA-F]{32}'),
  ),
  ...['sq0atp-', 'sq0csp-', 'sq0idp-'].map((prefix) =>
    format('square-token', 'Square token', prefix, '[A-Za-z0-9_-]{22,43}'),
  ),
  format('dropbox-token', 'Dropbox token', 'sl.', '[A-Za-z0-9_-]{130,160}'),
  format('linear-key', 'Linear key', 'lin_api_', '[A-Za-z0-9]{40}'),
  format('notion-token', 'Notion token', 'ntn_', '[A-Za-z0-9]{46}'),
  format('atlassian-token', 'Atlassian token', 'ATATT3', '[A-Za-z0-9_=-]{100,250}'),
  ...['NRAK-', 'NRAL-'].map((prefix) => format('newrelic-key', 'New Relic key', prefix, '[A-Z0-9]{27}')),
  ...['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'].map((prefix) =>
    format('doppler-token', 'Doppler token', prefix, '[A-Za-z0-9._-]{40,60}'),
  ),
  format('databricks-token', 'Databricks token', 'dapi', `${HEX32}(?:-[0-9])?`),
  ...['glsa_', 'glc_'].map((prefix) => format('grafana-token', 'Grafana token', prefix, '[A-Za-z0-9_+/=]{32,400}')),
  ...['hvs.', 'hvb.', 'hvr.'].map((prefix) =>
    format('vault-token', 'HashiCorp Vault token', prefix, '[A-Za-z0-9_-]{24,200}'),
  ),
  shaped(
    'terraform-token',
    'HCP Terraform token',
    '.atlasv1.',
    /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}(?![A-Za-z0-9_-])/g,
  ),
  format('pulumi-token', 'Pulumi token', 'pul-', '[0-9a-f]{40}'),
  ...['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'].map((prefix) =>
    format('planetscale-token', 'PlanetScale token', prefix, '[A-Za-z0-9_=.-]{32,64}'),
  ),
  format('postman-key', 'Postman key', 'PMAK-', '[0-9a-f]{24}-[0-9a-f]{34}'),
  ...['sntrys_', 'sntryu_'].map((prefix) => format('sentry-token', 'Sentry token', prefix, '[A-Za-z0-9_=+/-]{40,200}')),
  format('supabase-token', 'Supabase token', 'sbp_', '[0-9a-f]{40}'),
  format(
    'tailscale-key',
    'Tailscale key',
    'tskey-',
    '(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,40}',
  ),
  format('heroku-key', 'Heroku key', 'HRKU-', '[A-Za-z0-9_-]{36,64}'),
  format('figma-token', 'Figma token', 'figd_', '[A-Za-z0-9_-]{40}'),
  format('buildkite-token', 'Buildkite token', 'bkua_', '[0-9a-f]{40}'),
  format('circleci-token', 'CircleCI token', 'CCIPAT_', '[A-Za-z0-9]{22}_[0-9a-f]{40}'),
  shaped(
    'dynatrace-token',
    'Dynatrace token',
    'dt0c01.',
    /(?<![A-Za-z0-9])dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}(?![A-Za-z0-9])/g,
  ),
  ...['EZAK', 'EZTK'].map((prefix) => format('easypost-key', 'EasyPost key', prefix, '[A-Za-z0-9]{54}')),
  format('flutterwave-key', 'Flutterwave key', 'FLWSECK-', '[0-9a-f]{32}-X'),
  format('mapbox-token', 'Mapbox secret token', 'sk.eyJ', '[A-Za-z0-9_-]{40,120}\\.[A-Za-z0-9_-]{20,40}'),
  format('netlify-token', 'Netlify token', 'nfp_', '[A-Za-z0-9]{36}'),
  format('prefect-key', 'Prefect key', 'pnu_', '[A-Za-z0-9]{36}'),
  format('readme-key', 'ReadMe key', 'rdme_', '[a-z0-9]{70}'),
  format('shippo-key', 'Shippo key', 'shippo_live_', '[0-9a-f]{40}'),
  format('typeform-token', 'Typeform token', 'tfp_', '[A-Za-z0-9_-]{40,60}'),
  format('wakatime-key', 'WakaTime key', 'waka_', '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  format('airtable-token', 'Airtable token', 'pat', '[A-Za-z0-9]{14}\\.[0-9a-f]{64}'),
  format('onepassword-token', '1Password service account token', 'ops_eyJ', '[A-Za-z0-9_-]{200,1000}'),
  format('infracost-key', 'Infracost key', 'ico-', '[A-Za-z0-9]{32}'),
  format('age-key', 'age secret key', 'AGE-SECRET-KEY-1', '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  shaped(
    'json-web-token',
    'JSON Web Token',
    'eyj',
    /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}(?![A-Za-z0-9_-])/g,
    hasJwtHeader,
  ),
  shaped(
    'private-key',
    'private key',
    'private key',
    /-----BEGIN (?:RSA |DSA |EC |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----((?:\\n|\\r|[\s"',+A-Za-z0-9/=:.()-]){60,8000}?)-----END/g,
    holdsKeyMaterial,
  ),
  ...SERVICE_PROVIDERS,
];
