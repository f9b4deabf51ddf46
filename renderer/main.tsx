import './app/schemaSettings.ts';
import { start } from './app/start.tsx';
import './ui/styles/ui.css';
import './app/app.css';
import './app/decision.css';
import './app/reading.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
start(root);
