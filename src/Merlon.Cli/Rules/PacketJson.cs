using System.Text.Json;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>A packet as one JSON object: <c>{"src":"192.0.2.1","proto":"tcp","dport":22}</c>.</summary>
static class PacketJson
{
    /// <param name="packet">Begins as <paramref name="ordinary"/>, with the fields that the line sets.</param>
    /// <param name="wrong">What is wrong with the line, in words.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, Packet ordinary, out Packet packet, out string wrong)
    {
        (packet, wrong) = (ordinary, "");
        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                wrong = "not a JSON object; expected {\"src\":\"192.0.2.1\", ...}";
                return false;
            }

            foreach (var field in document.RootElement.EnumerateObject())
            {
                var text = field.Value.ValueKind is JsonValueKind.String
                    ? field.Value.GetString()!
                    : field.Value.GetRawText();
                if (PacketFields.TrySet(ref packet, field.Name, text, out var problem)) continue;
                wrong = $"{problem.Message}; expected {problem.Expected}";
                return false;
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            wrong = "not JSON; expected one object a line";
            return false;
        }
    }
}
