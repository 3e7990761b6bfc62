import { nightshiftApp } from 'nightshift/cdk';

await nightshiftApp();
