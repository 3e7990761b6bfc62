import * as z from 'zod/mini';
import { defineChannel, Secret, Url } from '#core/channel/define-channel';

const Settings = z.strictObject({
  /** Where the JSON is posted. */
  url: Url,
  /** The key of the signature, at least 16 characters; the receiver holds the same one. */
  signingKey: Secret,
});
export type Settings = z.infer<typeof Settings>;

/** Any receiver of your own: JSON over HTTPS, signed. */
export default defineChannel<Settings>({
  id: 'webhook',
  title: 'Webhook',
  settings: Settings,
  carries: ['page', 'notice', 'update', 'acknowledged', 'resolved'],
});
