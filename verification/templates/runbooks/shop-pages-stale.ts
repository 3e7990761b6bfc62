export { default } from '#runbooks/shop-pages-stale';
