using System.Text;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary>
/// Where words go: results to standard output, everything else to standard error; colour on a terminal only.
/// </summary>
static class Screen
{
    static readonly IAnsiConsole Errors = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Standard output, for tables and text.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static bool IsTerminal => !Console.IsOutputRedirected;

    public static void Error(string message) => Say("[red]error:[/] ", message);

    public static void Warning(string message) => Say("[yellow]bad line:[/] ", message);

    public static void Note(string message) => Say("[grey]note:[/] ", message);

    /// <summary>Tells that somebody asked this program to end (<see cref="EndRequest"/>).</summary>
    /// <returns>The exit status.</returns>
    public static int Interrupted(string words)
    {
        Note($"interrupted; {words}");
        return Exit.Interrupted;
    }

    static void Say(string prefix, string message)
    {
        Errors.Markup(prefix);
        Console.Error.WriteLine(VisibleText.Of(message));
    }

    /// <summary>A line of words on standard output, some of them perhaps an attacker's.</summary>
    public static void Line(string words) => Console.Out.WriteLine(VisibleText.Of(words));

    /// <summary>
    /// Text that a firewall reads, on standard output: word for word, but fit to be seen on a terminal.
    /// </summary>
    /// <param name="encoding">That of the file that it came from.</param>
    public static void Write(string text, Encoding encoding)
    {
        if (IsTerminal)
        {
            Console.Out.Write(VisibleText.Of(text, keepLines: true));
            return;
        }

        Console.Out.Flush();
        using var output = Console.OpenStandardOutput();
        output.Write(encoding.GetBytes(text));
    }

    /// <summary>A fault of a rule set, with its line and a mark below the place.</summary>
    public static void Fault(string file, string line, Fault fault)
    {
        var first = Math.Max(0, fault.Column - 60);   // of a long line, what stands around the fault
        var part = line.Length <= first ? "" : line.Substring(first, Math.Min(110, line.Length - first));
        var lead = part.PadRight(fault.Column - 1 - first)[..(fault.Column - 1 - first)];
        Errors.Markup("[red]fault:[/] ");
        Console.Error.WriteLine(VisibleText.Of($"{file}:{fault.Line}:{fault.Column}: {fault.Message}"));
        Console.Error.WriteLine($"    {VisibleText.Of(part)}");
        var space = new string(' ', VisibleText.Of(lead).Length);
        Console.Error.WriteLine($"    {space}^ expected {VisibleText.Of(fault.Expected)}");
    }

    static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = 400;   // text that goes into a file is not folded
        return console;
    }
}
