using System.Buffers;
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
        for (var i = 0; i < clean.Length;)
        {
            if (Rune.DecodeFromUtf16(clean[i..], out var rune, out var length) is not OperationStatus.Done) return i;
            if (VisibleText.IsUnseen(rune)) return i;
            i += length;
        }

        return first;
    }

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var encoder = UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar) ? UnsafeRelaxedJsonEscaping : Default;
        return encoder.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
    }
}
