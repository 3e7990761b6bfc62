/** Patterns of secrets and of people's data, with their replacements. Order matters: longer ones first. */
const shapes: ReadonlyArray<readonly [RegExp, string]> = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, '[key]'],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, '[token]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[key id]'],
  [/(\b(?:authorization|bearer|basic)\b["':= ]+)(?:(?:bearer|basic)\s+)?[^\s"',;]+/gi, '$1[secret]'],
  [
    /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|session(?:[_-]?id)?|cookie|credentials?)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    '$1[secret]',
  ],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, '$1[secret]@'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '[e-mail]'],
  [/\b\d(?:[ -]?\d){12,18}\b/g, '[number]'],
  [/\b(?:[0-9a-f]{32,}|[A-Za-z0-9+/_-]{40,}={0,2})(?![\w/+])/g, '[long value]'],
];

/**
 * Untrusted text with anything that looks like a secret or personal data replaced. The patterns are guesses, and a secret that
 * looks like a word stays in, so whoever may read pages must also be allowed to read the logs.
 */
export const redacted = (text: string): string =>
  shapes.reduce((left, [shape, instead]) => left.replace(shape, instead), text);
