using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// The ways to set a mark. All are one assignment, (mark and not mask) xor bits, and are printed as the first.
/// </summary>
static class MarkAssignment
{
    public static Option<MaskedNumber> SetXmark => Of("--set-xmark", given => given);

    /// <summary>Of packets: bits outside the mask are set too.</summary>
    public static Option<MaskedNumber> SetMark => Of("--set-mark", given => new(given.Bits, given.Bits | given.Mask));

    /// <summary>Of connections: the mask is taken as it is.</summary>
    public static Option<MaskedNumber> SetMarkWithin => Of("--set-mark", given => given);

    public static Option<MaskedNumber> AndMark =>
        Of("--and-mark", given => new(0, ~given.Bits & uint.MaxValue), isMasked: false);

    public static Option<MaskedNumber> OrMark => Of("--or-mark", given => new(given.Bits, given.Bits), isMasked: false);

    public static Option<MaskedNumber> XorMark => Of("--xor-mark", given => new(given.Bits, 0), isMasked: false);

    static Option<MaskedNumber> Of(string name, Func<MaskedNumber, MaskedNumber> meaning, bool isMasked = true) =>
        new(name, new WordSyntax<MaskedNumber>(
            (string text, IpFamily family, out MaskedNumber value, out Problem problem) =>
            {
                var isRight = Values.Mark.TryReadWord(text, family, out value, out problem);
                if (isRight && !isMasked && text.Contains('/', StringComparison.Ordinal))
                    (isRight, problem) = (false, new($"'{text}' has a mask", "a number of 32 bits"));
                value = meaning(value);
                return isRight;
            },
            value => $"{Numbers.Hex(value.Bits)}/{Numbers.Hex(value.Mask)}"))
        { PrintedName = "--set-xmark" };
}
