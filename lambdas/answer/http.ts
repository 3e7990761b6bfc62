import { createHash } from 'node:crypto';
import type { Html } from '#core/html';
import type { HttpResponse } from './contract.ts';
import { styleSheet } from './style.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/**
 * Headers of every answer: nothing is loaded, framed, cached or sent to others, and no script runs. The one style sheet is
 * allowed by its hash.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
 */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${hashOf(styleSheet)}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=63072000',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export const textResponse = (statusCode: number, text: string): HttpResponse => ({
  statusCode,
  headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' },
  body: text,
});

export const htmlResponse = (statusCode: number, document: Html): HttpResponse => ({
  statusCode,
  headers: { ...securityHeaders, 'content-type': 'text/html; charset=utf-8' },
  body: document.text,
});

/** Redirects to GET after a POST, so that a reload sends nothing again. */
export const seeOther = (path: string): HttpResponse => ({
  statusCode: 303,
  headers: { ...securityHeaders, location: path },
  body: '',
});
