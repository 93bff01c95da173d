import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from '../settings/django-settings.ts';

/** Hashers of Django that take one round, or a cipher of 1977. */
const FAST = /\.(?:MD5|SHA1|UnsaltedMD5|UnsaltedSHA1|Crypt)PasswordHasher$/;

export const rule = defineRule({
  id: 'crypto/django-password-hasher',
  title: 'Django stores passwords under a fast hash',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [916, 328],
  why: 'The first hasher of the list is used for every new password; a graphics card tries thousands of millions of MD5 or SHA-1 sums a second.',
  instead: 'Put `Argon2PasswordHasher` or `PBKDF2PasswordHasher` first, or leave `PASSWORD_HASHERS` out.',
  equivalents: [],
  cause: 'setting',
  calls: [
    {
      at: ['django.contrib.auth.hashers.make_password'],
      check(call, report) {
        const hasher = textOf(call.argument(2, 'hasher'));
        if (hasher !== null && /^(?:unsalted_)?(?:md5|sha1)$|^crypt$/.test(hasher))
          report.violation(call, { message: 'the password is stored under a hash that is too fast' });
      },
    },
  ],
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      const first = setting(settings, 'PASSWORD_HASHERS')?.elements?.[0];
      const name = textOf(first);
      if (first === undefined || name === null) continue;
      if (FAST.test(name))
        report.violation(first, { message: 'new passwords are stored under a hash that is too fast' });
      else report.safe(first, 'safe-setting', 'a slow hash');
    }
  },
  bad: [
    py`
      from django.contrib.auth.hashers import make_password
      def store(user, text):
          user.password = make_password(text, hasher="md5")  # ! django-password-hasher
    `,
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = []
        DEBUG = False
        PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # ! django-password-hasher
      `,
    },
  ],
  good: [
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = []
        DEBUG = False
        PASSWORD_HASHERS = [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.SHA1PasswordHasher",
        ]
      `,
    },
  ],
});
