using System.Text;

namespace Merlon.Cli;

/// <summary>Writes what can be written: for remarks, for want of which no work may stop.</summary>
/// <remarks>Standard error may be closed, or lie on a full disk.</remarks>
sealed class UnfailingWriter(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value) => Try(() => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => writer.Write(value));

    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    public override void Flush() => Try(writer.Flush);

    static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nobody to tell.
        }
    }
}
