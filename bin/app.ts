import { nightshiftApp } from '../lib/cdk.ts';

await nightshiftApp();
