using System.CommandLine;
using Merlon.Cli;
using Merlon.Host;

const string About =
    "Merlon answers the alerts of a network intrusion detection system with firewall rules that spare honest traffic.";

Console.SetError(new UnfailingWriter(Console.Error));

var root = new RootCommand(About)
{
    DemoCommand.Create(),
    FlowsCommand.Create(),
    RespondCommand.Create(),
    RespondCommand.CreateWithModel(),
    EvaluateCommand.Create(),
    BenchCommand.Create(),
    RulesCommand.Create(),
    RcaCommand.Create(),
    DetectCommand.Create(),
    KnowledgeCommand.Create(),
    PrecedentsCommand.Create(),
    McpCommand.Create(),
    ModelsCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count == 0 && parsed.Tokens.Count(token => token.Value == InputFile.StandardInput) > 1)
{
    Screen.Error("-: named twice; standard input can be read once");
    return Exit.Usage;
}

if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors.DistinctBy(error => error.Message)) Screen.Error(error.Message);
    var names = parsed.CommandResult.Command is var command && command.Parents.FirstOrDefault() is Command parent
        ? parent is RootCommand ? $"{command.Name} " : $"{parent.Name} {command.Name} "
        : "";
    Console.Error.WriteLine($"Try: merlon {names}--help");
    return Exit.Usage;
}

// Of a command with files of its own, help would name those of the command above it, too.
foreach (var argument in parsed.CommandResult.Command.Parents.OfType<Command>().SelectMany(above => above.Arguments))
    argument.Hidden = true;

try
{
    return parsed.Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return Screen.Interrupted("not all was read");
}
catch (IOException e) when (e.Message.Contains("Broken pipe", StringComparison.Ordinal))
{
    return Exit.Done;   // whoever read our output has seen enough
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Screen.Error($"the output cannot be written: {e.Message}");
    return Exit.Environment;
}
