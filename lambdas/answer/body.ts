import type { HttpRequest } from './contract.ts';

/** The body exactly as sent, which is what signatures cover. */
export const bodyOf = ({ body = '', isBase64Encoded }: HttpRequest): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
