using System.Collections.Immutable;

namespace Merlon.Rules.Sets;

/// <summary>
/// Packets given field by field: each field's value is among some, and fields that are not named may have any.
/// </summary>
/// <param name="Fields">Those that are limited.</param>
/// <param name="In">Classes of the input interface; so too <paramref name="Out"/>; none named for any.</param>
/// <param name="TcpOptions">Kinds that must, or must not, be there.</param>
public sealed record Box(
    ImmutableArray<FieldValues> Fields,
    ImmutableArray<int> In,
    ImmutableArray<int> Out,
    ImmutableArray<(byte Kind, bool IsThere)> TcpOptions)
{
    public FieldValues? ValuesOf(Field field) => Fields.FirstOrDefault(values => values.Field == field);
}
