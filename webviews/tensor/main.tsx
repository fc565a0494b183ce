/** What the tensor panel's page loads. */
import { render } from 'preact';
import type { TensorPanelEvents, TensorPanelMethods } from '../protocol/tensor';
import { connect } from '../ui/client';
import { Panel } from './panel';
import './tensor.css';

const root = document.getElementById('root');
if (!root) throw new Error('tensor panel: its page has no element — #root — make the page with ui/page.ts');
render(<Panel client={connect<TensorPanelMethods, TensorPanelEvents>()} />, root);
