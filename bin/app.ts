import { nightshiftApp } from '#cdk/index';

await nightshiftApp();
