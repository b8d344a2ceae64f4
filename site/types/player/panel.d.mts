/** The front end of the panel, put together into one module. */
export { default } from '../../../minikafka/lesson/widgets/front_end/widget.js';
