/** What this debugger can do, as clients ask for it first. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { exceptionFilters } from './exceptions';
import { breakpointModes } from './gradientbreakpoints';

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsFunctionBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  breakpointModes,
  supportsDataBreakpoints: true,
  supportsInstructionBreakpoints: true,
  exceptionBreakpointFilters: exceptionFilters,
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.'],
  supportsSteppingGranularity: true,
  supportsDisassembleRequest: true,
  supportsStepInTargetsRequest: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsStepBack: true,
  supportsReadMemoryRequest: true,
  supportsWriteMemoryRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsCancelRequest: true,
  supportsRestartFrame: true,
};
