import { redacted } from '#core/redact';

test.each([
  ['login failed, password=hunter2 for anna', 'login failed, password=[secret] for anna'],
  ['{"apiKey":"abc123","user":"x"}', '{"apiKey":"[secret]","user":"x"}'],
  ['Authorization: Bearer abc.def', 'Authorization: [secret]'],
  ['postgres://app:s3cret@db.internal/orders', 'postgres://[secret]@db.internal/orders'],
  ['mail to anna.b@example.com bounced', 'mail to [e-mail] bounced'],
  ['used AKIAIOSFODNN7EXAMPLE', 'used [key id]'],
  ['jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl rejected', 'jwt [token] rejected'],
  ['card 4111 1111 1111 1111 declined', 'card [number] declined'],
  ['digest 0123456789abcdef0123456789abcdef', 'digest [long value]'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', '[key]'],
])('hides what looks like a secret or a person: %s', (text, shown) => {
  expect(redacted(text)).toBe(shown);
});

test.each([
  'ERROR Task timed out after 3.00 seconds',
  'connect ECONNREFUSED 10.0.1.5:5432',
  'TypeError: items is undefined at handler (/var/task/index.js:10:3)',
  'order 4711 of 2026-03-01T03:00:00Z failed',
])('leaves an ordinary error as it is: %s', (text) => {
  expect(redacted(text)).toBe(text);
});
