import failOverAuroraClusterAction from '#actions/fail-over-aurora-cluster/action';
import flushRedisCacheAction from '#actions/flush-redis-cache/action';
import invokeLambdaAction from '#actions/invoke-lambda/action';
import redriveDeadLettersAction from '#actions/redrive-dead-letters/action';
import restartEcsTasksAction from '#actions/restart-ecs-tasks/action';
import rollBackLambdaAliasAction from '#actions/roll-back-lambda-alias/action';
import scaleOutEcsServiceAction from '#actions/scale-out-ecs-service/action';
import turnOffFeatureAction from '#actions/turn-off-feature/action';
import checkoutApiErrorsRunbook from '#runbooks/checkout-api-errors';
import deadLettersArrivedRunbook from '#runbooks/dead-letters-arrived';
import lambdaErrorsAfterDeployRunbook from '#runbooks/lambda-errors-after-deploy';
import ordersWriterStuckRunbook from '#runbooks/orders-writer-stuck';
import recommendationsSlowRunbook from '#runbooks/recommendations-slow';
import searchUnderLoadRunbook from '#runbooks/search-under-load';
import shopPagesStaleRunbook from '#runbooks/shop-pages-stale';
import stockListBrokenRunbook from '#runbooks/stock-list-broken';
import webServiceHungRunbook from '#runbooks/web-service-hung';

/** Ids of the actions and runbooks that the scenarios expect. */
export const { id: restartEcsTasks } = restartEcsTasksAction;
export const { id: flushRedisCache } = flushRedisCacheAction;
export const { id: failOverAuroraCluster } = failOverAuroraClusterAction;
export const { id: invokeLambda } = invokeLambdaAction;
export const { id: redriveDeadLetters } = redriveDeadLettersAction;
export const { id: rollBackLambdaAlias } = rollBackLambdaAliasAction;
export const { id: scaleOutEcsService } = scaleOutEcsServiceAction;
export const { id: turnOffFeature } = turnOffFeatureAction;

export const { id: recommendationsSlow } = recommendationsSlowRunbook;
export const { id: webServiceHung } = webServiceHungRunbook;
export const { id: checkoutApiErrors } = checkoutApiErrorsRunbook;
export const { id: ordersWriterStuck } = ordersWriterStuckRunbook;
export const { id: shopPagesStale } = shopPagesStaleRunbook;
export const { id: lambdaErrorsAfterDeploy } = lambdaErrorsAfterDeployRunbook;
export const { id: deadLettersArrived } = deadLettersArrivedRunbook;
export const { id: stockListBroken } = stockListBrokenRunbook;
export const { id: searchUnderLoad } = searchUnderLoadRunbook;
