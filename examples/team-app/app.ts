import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Nightshift } from 'nightshift/cdk';
import turnFeatureOff from '../actions/turn-feature-off/action.ts';
import staging from '../environments/staging.ts';
import recommendationsSlow from '../runbooks/recommendations-slow.ts';
import webServiceHung from '../runbooks/web-service-hung.ts';

/** A team's own stack, with Nightshift beside what the team has there anyway. */
class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    new Topic(this, 'Orders');

    const nightshift = new Nightshift(this, 'Nightshift', {
      environment: staging,
      actions: [turnFeatureOff],
    });
    nightshift.addRunbook(webServiceHung);
    nightshift.addRunbook(recommendationsSlow);
  }
}

const app = new App();
new ShopStack(app, 'shop', { env: { account: '111122223333', region: 'eu-central-1' } });
app.synth();
