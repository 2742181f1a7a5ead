/**
 * The portal's frontend. Which plugins it has is decided by `app.packages` of the configuration, how they are set by `app.extensions`.
 */
import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import './portal.css';
import { createApp } from '@backstage/frontend-defaults';
import ReactDOM from 'react-dom/client';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id root.');
ReactDOM.createRoot(root).render(createApp().createRoot());
