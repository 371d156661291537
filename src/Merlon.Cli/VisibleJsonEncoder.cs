using System.Text;
using System.Text.Encodings.Web;
using Merlon.Rules;

namespace Merlon.Cli;

/// <summary>
/// Leaves + and the like as they are, and escapes what people would not see, or see elsewhere: control characters, and
/// such as U+202E, which .NET's own encoders let through.
/// </summary>
sealed unsafe class VisibleJsonEncoder : JavaScriptEncoder
{
    public override int MaxOutputCharactersPerInputCharacter =>
        UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) =>
        UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar)
        || (Rune.TryCreate(unicodeScalar, out var rune) && VisibleText.IsUnseen(rune));

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var first = UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncode(text, textLength);
        var clean = new ReadOnlySpan<char>(text, first < 0 ? textLength : first);
        for (var i = 0; i < clean.Length; i++)
        {
            if (clean[i] > 127 && WillEncode(clean[i])) return i;
        }

        return first;
    }

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar))
        {
            return UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(
                unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        return new Span<char>(buffer, bufferLength).TryWrite($"\\u{unicodeScalar:X4}", out numberOfCharactersWritten);
    }
}
