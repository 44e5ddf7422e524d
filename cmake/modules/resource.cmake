include(EmbedSql)
socle_embed_sql(resource)
